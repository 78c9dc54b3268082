// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.ImageRule;
import io.meshcloud.idp.core.image.Seen;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.spi.registry.Listing;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tags of an environment's repository, and what automation decides about each.
 *
 * @param automation what automation would do now
 * @param order the order in which automation chooses; absent if the tags were not listed
 * @param images all tags that were listed; those that automation could take come first
 * @param unusable tags that were listed and cannot be run
 */
public record ImageOverview(
        ReleaseOutcome automation,
        @Nullable Order order,
        List<JudgedImage> images,
        List<Listing.UnusableTag> unusable) {
    public ImageOverview {
        Objects.requireNonNull(automation, "automation");
        images = List.copyOf(images);
        unusable = List.copyOf(unusable);
    }

    static ImageOverview without(ReleaseOutcome automation) {
        return new ImageOverview(automation, null, List.of(), List.of());
    }

    public Optional<Order> optionalOrder() {
        return Optional.ofNullable(order);
    }

    /**
     * The order in which automation chooses.
     *
     * @param seen automation takes only images above it
     */
    public record Order(ImageRepository repository, ImageRule rule, Seen seen) {
        public Order {
            Objects.requireNonNull(repository, "repository");
            Objects.requireNonNull(rule, "rule");
            Objects.requireNonNull(seen, "seen");
        }
    }
}
