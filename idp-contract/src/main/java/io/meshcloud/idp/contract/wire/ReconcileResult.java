package io.meshcloud.idp.contract.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of looking once at all environments that automation deploys to.
 *
 * @param updated how many were given a newer image, or would be in a dry run
 * @param unchanged how many run what is newest
 * @param held how many wait for a stop or a freeze to end
 * @param rejected how many a rule kept from being deployed to
 * @param failed how many could not be looked at, because Git or their registry could not be asked
 * @param off why none was looked at; absent if automation is on
 */
public record ReconcileResult(
        int updated,
        int unchanged,
        int held,
        int rejected,
        int failed,
        @Nullable String off,
        List<ReconciledEnvironmentView> environments) {
    public ReconcileResult {
        environments = List.copyOf(environments);
    }
}
