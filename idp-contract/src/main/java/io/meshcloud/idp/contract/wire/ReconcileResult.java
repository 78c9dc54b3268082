package io.meshcloud.idp.contract.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of looking once at all environments that automation deploys to.
 *
 * @param updated how many were given a newer image
 * @param planned how many would be given one, in a dry run
 * @param unchanged how many run what is newest
 * @param held how many wait for a stop or a freeze to end
 * @param rejected how many a rule kept from being deployed to
 * @param failed how many could not be looked at, because Git or their registry could not be asked
 * @param manual how many were not looked at, because people release there: their deploy mode is manual, or somebody holds
 *     them
 * @param off why none was looked at; absent if automation is on
 */
public record ReconcileResult(
        int updated,
        int planned,
        int unchanged,
        int held,
        int rejected,
        int failed,
        int manual,
        @Nullable String off,
        List<ReconciledEnvironmentView> environments) {
    public ReconcileResult {
        environments = List.copyOf(environments);
    }
}
