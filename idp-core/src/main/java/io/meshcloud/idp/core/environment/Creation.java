package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.core.outcome.ChangeOutcome;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of Day 0 on both sides.
 *
 * @param state in the state repository
 * @param registry at the registry; absent if nothing was done there
 */
public record Creation(ChangeOutcome state, @Nullable ProvisionedSide registry) {
    public Creation {
        Objects.requireNonNull(state, "state");
    }

    public Optional<ProvisionedSide> optionalRegistry() {
        return Optional.ofNullable(registry);
    }
}
