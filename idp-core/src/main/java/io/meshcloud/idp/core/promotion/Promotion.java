// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.promotion;

import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.spi.registry.ImageTransfer.Transferred;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of a promotion.
 *
 * @param source the image that ran in the source environment; absent if it was not determined, or if the
 *     request was done before
 * @param transferred the result of the copy; absent if no copy was attempted
 * @param release the outcome of the release
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
