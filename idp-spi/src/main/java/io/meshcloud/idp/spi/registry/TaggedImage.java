package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tag and what it stood for when its repository was listed. Good enough to choose by; before anything is written, the
 * choice is {@linkplain ImageRegistry#resolve resolved}.
 *
 * @param parts the manifests that an index is made of, as far as the registry tells
 * @param time the image's place in its registry's order; absent when the registry does not tell
 */
public record TaggedImage(
        Tag tag, Digest digest, Set<Digest> parts, @Nullable Instant time) {
    public TaggedImage {
        Objects.requireNonNull(tag, "tag");
        Objects.requireNonNull(digest, "digest");
        parts = Set.copyOf(parts);
    }

    /** What a resolved tag stands for. */
    public static TaggedImage of(Tag tag, ImageFacts facts) {
        return new TaggedImage(tag, facts.digest(), facts.parts(), facts.time());
    }

    public Optional<Instant> orderTime() {
        return Optional.ofNullable(time);
    }
}
