// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of one pass over all environments that automation deploys to.
 *
 * @param at the time at which the pass ended
 * @param updated the number of environments that got a newer image
 * @param planned the number that would get a newer image, in a dry run
 * @param unchanged the number that run the newest image already
 * @param held the number that wait for the end of a stop or a freeze
 * @param rejected the number in which a rule rejected the release
 * @param failed the number that could not be checked, because Git or the registry was unavailable
 * @param manual the number that were skipped because their deploy mode is manual or they are held
 * @param off why no environment was checked; absent if automation is on
 * @param unread files of environments that were not read, because they are outside the layout
 * @param stopped whether the pass was stopped; then environments may be missing
 */
public record ReconcileResult(
        String at,
        int updated,
        int planned,
        int unchanged,
        int held,
        int rejected,
        int failed,
        int manual,
        @Nullable String off,
        List<ReconciledEnvironmentView> environments,
        List<WarningView> unread,
        boolean stopped) {
    public ReconcileResult {
        environments = List.copyOf(environments);
        unread = List.copyOf(unread);
    }
}
