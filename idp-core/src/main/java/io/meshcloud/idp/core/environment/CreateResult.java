// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.core.outcome.ChangeOutcome;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of creating an environment together with its registry target.
 *
 * @param state the outcome in the state repository
 * @param registry the result at the registry; absent if nothing was done there
 */
public record CreateResult(ChangeOutcome state, @Nullable ProvisionedTarget registry) {
    public CreateResult {
        Objects.requireNonNull(state, "state");
    }

    public Optional<ProvisionedTarget> optionalRegistry() {
        return Optional.ofNullable(registry);
    }
}
