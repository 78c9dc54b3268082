package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.yaml.SourceText.Splice;
import java.util.List;

/**
 * How one edit changes a file's text, and what the file must mean afterwards.
 *
 * @param splices none when nothing is to be done
 */
record EditPlan(List<Splice> splices, EditTree expected) {
    EditPlan {
        splices = List.copyOf(splices);
    }

    static EditPlan unchanged(EditTree tree) {
        return new EditPlan(List.of(), tree);
    }
}
