// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.image;

import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Instant;
import java.util.Optional;

/**
 * The rule whose time decides which image is newer (ADR-008): the push of the tag where the registry knows it, else the
 * build of the image. The time at which a registry cached or replicated an image never counts: a pull of an old image
 * must not make automation release it.
 */
public final class OrderTime {
    private OrderTime() {}

    /** The image's place in the order of its repository; empty if it has none. */
    public static Optional<Instant> of(TaggedImage image, ImageOrder order) {
        return image.optionalTime()
                .filter(time -> time.meaning().order().equals(Optional.of(order)))
                .map(ImageTime::at);
    }

    /** The time of an image for the watermark; empty if no known time of the image says how new it is. */
    public static Optional<Instant> of(ImageFacts image) {
        return image.optionalTime()
                .filter(time -> time.meaning().order().isPresent())
                .map(ImageTime::at);
    }

    /** The time that decides, in words that continue "ordered by". */
    public static String describe(ImageOrder order) {
        return switch (order) {
            case TAG_PUSHED -> "the time at which the registry received the push of a tag";
            case IMAGE_CREATED -> "the time at which a build created the image";
        };
    }

    /** A time in words for people, with its meaning, such as {@code built 2026-03-01T10:00:00Z}. */
    public static String describe(ImageTime time) {
        return time.meaning().word() + " " + time.at();
    }
}
