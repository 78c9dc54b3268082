package io.meshcloud.idp.core.push;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody says that an image was pushed, in the words of no registry in particular. It is a hint: it may be forged, late or
 * doubled, and nothing of it is written down (ADR-018).
 *
 * @param repository where; its host comes from the settings of whoever told, never from what they told
 * @param tag absent if it was pushed by digest, or if that is not told
 * @param digest as told
 * @param mediaType as told
 * @param eventId what the sender calls this event
 * @param at when it happened, by the sender's clock
 * @param actor who pushed, by the sender's account
 */
public record ImagePushed(
        ImageRepository repository,
        @Nullable Tag tag,
        @Nullable Digest digest,
        @Nullable String mediaType,
        @Nullable String eventId,
        @Nullable Instant at,
        @Nullable String actor) {
    public ImagePushed {
        Objects.requireNonNull(repository, "repository");
    }

    /** Only what matters to a decision. */
    public static ImagePushed of(ImageRepository repository, @Nullable Tag tag) {
        return new ImagePushed(repository, tag, null, null, null, null, null);
    }

    public Optional<Tag> optionalTag() {
        return Optional.ofNullable(tag);
    }
}
