package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.file.Bytes;
import java.util.List;

/**
 * Edits a file by replacing the bytes of the changed scalars only: comments, order, line ends and quoting survive. What
 * cannot be edited so is refused, never reformatted.
 */
public final class YamlEditor {
    private YamlEditor() {}

    /**
     * Applies the edits in their order.
     *
     * @return the new bytes; equal to the old ones when every field has its value already
     * @throws io.meshcloud.idp.contract.problem.IdpException with
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#CANNOT_EDIT} where an edit would need reformatting
     */
    public static Bytes edit(String file, Bytes bytes, List<FieldEdit> edits) {
        throw new UnsupportedOperationException(file);
    }
}
