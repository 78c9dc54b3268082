package io.meshcloud.idp.core.promotion;

import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.spi.registry.ImageTransfer.Transferred;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of a promotion.
 *
 * @param source what ran where it was taken from; absent if that was not found out
 * @param transferred what was copied; absent if nothing was tried
 * @param release what became of the release
 */
public record Promotion(
        @Nullable ImageReference source, @Nullable Transferred transferred, ReleaseOutcome release) {
    public Promotion {
        Objects.requireNonNull(release, "release");
    }

    public Optional<ImageReference> optionalSource() {
        return Optional.ofNullable(source);
    }

    public Optional<Transferred> optionalTransferred() {
        return Optional.ofNullable(transferred);
    }
}
