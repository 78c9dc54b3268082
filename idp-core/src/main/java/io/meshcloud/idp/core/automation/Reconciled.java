package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemKind;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of looking at all environments of a state repository that automation deploys to.
 *
 * @param environments one for each that was looked at, by address
 * @param manual how many more there are, where people release
 * @param off why none was looked at; absent if automation is on
 */
public record Reconciled(
        List<Looked> environments, int manual, @Nullable String off) {
    public Reconciled {
        environments = List.copyOf(environments);
    }

    /**
     * One environment.
     *
     * @param outcome absent if Git or the registry could not be asked
     * @param problem why they could not; absent if there is an outcome
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
    }

    /**
     * Whether the look itself worked. An environment whose own file names what cannot be is told among the others, and is no
     * reason to look again.
     */
    public boolean worked() {
        return environments.stream()
                .flatMap(looked -> Stream.ofNullable(looked.problem()))
                .allMatch(problem -> problem.code().kind() == ProblemKind.INVALID);
    }
}
