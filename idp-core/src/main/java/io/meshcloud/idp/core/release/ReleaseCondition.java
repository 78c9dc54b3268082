package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Optional;

/**
 * What has to hold for a release beside its own rules. It is asked on each state that the release is decided on, the last
 * time on the one that it is written to, and has to be a function of that state: cheap, and free of side effects (ADR-006).
 */
@FunctionalInterface
public interface ReleaseCondition {
    /** Nothing else. */
    ReleaseCondition NONE = snapshot -> Optional.empty();

    /** Why there is to be no release; empty if it may go on. */
    Optional<Problem> refusal(Snapshot snapshot);
}
