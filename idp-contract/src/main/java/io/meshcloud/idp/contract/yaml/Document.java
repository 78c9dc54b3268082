// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import java.util.List;

/**
 * A file of the contract that was read: its value, its bytes and the positions of its fields. With the positions,
 * checks that need more than one file can still name a line.
 *
 * @param <T> the kind of file
 */
public interface Document<T> {
    /** The file as the user knows it. */
    String file();

    /** The bytes on disk, for byte-exact edits. */
    Bytes bytes();

    T value();

    /**
     * The position of a field's value; if the field is absent, the position of the nearest group that is present.
     *
     * @param pointer the path of the field, such as {@code spec.target.namespace} or {@code spec.config.env[2].name}
     */
    Location locate(String pointer);

    /** The warnings of reading the file, sorted. */
    List<Finding> warnings();
}
