// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tag and the image that had it when its repository was listed. It suffices to choose an image; before anything is
 * written, the choice is {@linkplain ImageRegistry#resolve resolved}.
 *
 * @param parts the manifests that an index lists, as far as the registry knows them
 * @param time the time that the registry knows of this tag or image; absent if unknown
 */
public record TaggedImage(
        Tag tag, Digest digest, Set<Digest> parts, @Nullable ImageTime time) {
    public TaggedImage {
        Objects.requireNonNull(tag, "tag");
        Objects.requireNonNull(digest, "digest");
        parts = Set.copyOf(parts);
    }

    /** The image that a resolved tag has. */
    public static TaggedImage of(Tag tag, ImageFacts facts) {
        return new TaggedImage(tag, facts.digest(), facts.parts(), facts.time());
    }

    public Optional<ImageTime> optionalTime() {
        return Optional.ofNullable(time);
    }
}
