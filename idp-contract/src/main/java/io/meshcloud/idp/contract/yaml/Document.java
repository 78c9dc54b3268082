package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import java.util.List;

/**
 * A file of the contract that was read: its value, its bytes, and where each field stands, so that a rule which needs
 * more than the file (the platform, the other files) can still point at a line.
 *
 * @param <T> the kind of file
 */
public interface Document<T> {
    /** The file as the user knows it. */
    String file();

    /** The bytes as they lie on disk, for byte-exact edits. */
    Bytes bytes();

    T value();

    /**
     * Where a field's value stands; the nearest enclosing field that is there, if it is absent.
     *
     * @param pointer the field's path in the file's own words, such as {@code spec.target.namespace} or
     *     {@code spec.config.env[2].name}
     */
    Location locate(String pointer);

    /** What reading noticed without refusing, sorted. */
    List<Finding> warnings();
}
