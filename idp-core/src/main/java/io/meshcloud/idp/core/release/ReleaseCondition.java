// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Optional;

/**
 * A further condition of a release, besides the rules. It is checked on each state on which the release is decided, including
 * the state that the release is written to. It must be cheap and without side effects (ADR-006).
 */
@FunctionalInterface
public interface ReleaseCondition {
    /** No further condition. */
    ReleaseCondition NONE = snapshot -> Optional.empty();

    /** Why the release is refused; empty if the condition is met. */
    Optional<Problem> refusal(Snapshot snapshot);
}
