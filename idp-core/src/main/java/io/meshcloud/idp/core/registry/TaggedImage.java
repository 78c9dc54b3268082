package io.meshcloud.idp.core.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tag and what it stood for when its repository was listed. Good enough to choose by; before anything is written, the
 * choice is {@linkplain ImageRegistry#resolve resolved}.
 *
 * @param time the image's place in its registry's order; absent when the registry does not tell
 */
public record TaggedImage(Tag tag, Digest digest, @Nullable Instant time) {
    public TaggedImage {
        Objects.requireNonNull(tag, "tag");
        Objects.requireNonNull(digest, "digest");
    }

    public Optional<Instant> orderTime() {
        return Optional.ofNullable(time);
    }
}
