// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.registry;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A time of an image, and what happened at that time. Only some times say how new an image is: a person who pulls an
 * old image through a cache, or replicates one, makes it newer at that registry (ADR-008). So a registry always says
 * which time it reports, and never passes one off as another.
 *
 * @param meaning what happened
 * @param at when, by the clock of the registry or of the build
 */
public record ImageTime(Meaning meaning, Instant at) {
    public ImageTime {
        Objects.requireNonNull(meaning, "meaning");
        Objects.requireNonNull(at, "at");
    }

    /** The image was built; absent if the build did not say when. */
    public static @Nullable ImageTime created(@Nullable Instant at) {
        return at == null ? null : new ImageTime(Meaning.IMAGE_CREATED, at);
    }

    /** The tag was pushed; absent if the registry does not know when. */
    public static @Nullable ImageTime pushed(@Nullable Instant at) {
        return at == null ? null : new ImageTime(Meaning.TAG_PUSHED, at);
    }

    /** What happened at a time. */
    public enum Meaning {
        /** A person or a build pushed the tag to this image. */
        TAG_PUSHED("pushed", ImageOrder.TAG_PUSHED),
        /** A build created the image, as its config says. */
        IMAGE_CREATED("built", ImageOrder.IMAGE_CREATED),
        /** A pull made the registry store the image of another registry. The image may be of any age. */
        CACHED("cached", null),
        /** The registry got the image from another one. The image may be of any age. */
        REPLICATED("replicated", null);

        private final String word;
        private final @Nullable ImageOrder order;

        Meaning(String word, @Nullable ImageOrder order) {
            this.word = word;
            this.order = order;
        }

        /** In one word, such as {@code pushed}; continues "the image was". */
        public String word() {
            return word;
        }

        /** The order that uses times with this meaning; empty if no order uses them. */
        public Optional<ImageOrder> order() {
            return Optional.ofNullable(order);
        }
    }
}
