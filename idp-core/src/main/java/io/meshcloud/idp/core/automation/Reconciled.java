// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemKind;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of one poll of all environments that automation deploys to.
 *
 * @param environments one row for each environment in mode auto, by address
 * @param manual the number of further environments, where people release
 * @param off why no environment was checked; absent if automation is on
 * @param unread files of environments that were not read, because they are outside the layout
 * @param stopped whether the poll was stopped; then environments may be missing
 */
public record Reconciled(
        List<Looked> environments, int manual, @Nullable String off, List<Warning> unread, boolean stopped) {
    /** A poll that was stopped before it looked at any environment. */
    static final Reconciled STOPPED = new Reconciled(List.of(), 0, null, List.of(), true);

    public Reconciled {
        environments = List.copyOf(environments);
        unread = List.copyOf(unread);
    }

    /**
     * One environment.
     *
     * @param outcome absent if Git or the registry could not be used
     * @param problem why Git or the registry could not be used; absent if there is an outcome
     */
    public record Looked(
            EnvironmentAddress address,
            @Nullable ReleaseOutcome outcome,
            @Nullable Problem problem) {
        public Looked {
            Objects.requireNonNull(address, "address");
            if ((outcome == null) == (problem == null)) {
                throw new IllegalArgumentException("either an outcome or a problem: " + address);
            }
        }

        /** Whether Git or the registry could not be used. An invalid file does not count. */
        boolean failed() {
            return problem != null && problem.code().kind() != ProblemKind.INVALID;
        }
    }

    /**
     * Whether Git and all registries were asked and answered. An environment with an invalid file has a row with its problem;
     * such a row does not count, because polling again cannot help.
     */
    public boolean worked() {
        return !stopped && environments.stream().noneMatch(Looked::failed);
    }
}
