// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.edit.EditableText.Splice;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;

/**
 * Edits a file by replacing only the bytes of the changed scalars. Comments, order, line breaks and quotes are kept. An
 * edit that would need reformatting is rejected.
 *
 * <p>Each edit is applied twice, to the text and to its tree. The editor returns the edited text only if parsing it
 * gives exactly the edited tree.
 */
public final class YamlEditor {
    private YamlEditor() {}

    /**
     * How one edit changes a file's text, and what the file must mean afterwards.
     *
     * @param splices none if the file stays as it is
     * @param place where the file is changed, for a refusal
     */
    record Plan(List<Splice> splices, EditTree expected, Mark place) {
        Plan {
            splices = List.copyOf(splices);
        }
    }

    /**
     * Applies the edits in their order.
     *
     * @param file the file as the user knows it, for messages
     * @return the new bytes; equal to the old ones if all fields already have their values
     * @throws IdpException {@link ProblemCode#CANNOT_EDIT} if an edit would need reformatting,
     *     {@link ProblemCode#INVALID_VALUE} if a value does not match its type
     * @throws IllegalArgumentException if a pointer is malformed
     */
    public static Bytes edit(String file, Bytes bytes, List<FieldEdit> edits) {
        var current = bytes;
        for (var edit : edits) {
            current = apply(file, current, edit);
        }
        return current;
    }

    private static Bytes apply(String file, Bytes bytes, FieldEdit edit) {
        var before = EditableFile.read(file, bytes);
        var plan = edit.match(put -> PutPlanner.plan(before, put), remove -> RemovePlanner.plan(before, remove));
        if (plan.splices().isEmpty()) {
            return bytes;
        }
        var edited = before.source().with(plan.splices());
        if (!means(file, edited, plan.expected())) {
            throw EditableFile.cannotEdit(
                    file, plan.place(), edit.pointer() + " cannot be changed without changing the file's form");
        }
        return edited;
    }

    private static boolean means(String file, Bytes bytes, EditTree expected) {
        try {
            return EditTree.of(EditableFile.read(file, bytes).root()).equals(expected);
        } catch (IdpException e) {
            return false;
        }
    }
}
