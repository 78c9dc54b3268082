package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.yaml.SourceText.Splice;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;

/**
 * How one edit changes a file's text, and what the file must mean afterwards.
 *
 * @param splices none when nothing is to be done
 * @param place where the file is changed, for a refusal
 */
record EditPlan(List<Splice> splices, EditTree expected, Mark place) {
    EditPlan {
        splices = List.copyOf(splices);
    }
}
