// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import java.util.Optional;

/**
 * A condition on the state that a release is written to, besides the rules: the state that the caller saw has not
 * changed. It must be cheap and without side effects (ADR-006).
 */
@FunctionalInterface
public interface ReleaseCondition {
    /** No further condition. */
    ReleaseCondition NONE = snapshot -> Optional.empty();

    /** Why the release is refused; empty if the condition is met. */
    Optional<Problem> refusal(PendingSnapshot snapshot);
}
