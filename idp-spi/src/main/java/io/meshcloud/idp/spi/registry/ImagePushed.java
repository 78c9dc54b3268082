package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody says that an image was pushed (ADR-004, "Release Controller"). It is a hint where to look and never what is
 * true: whoever takes it asks the registry again, writes nothing down that only the hint claims, and orders nothing by
 * its time. So it may come late, twice, in any order or not at all.
 *
 * @param repository where something was pushed; its host is the one that the platform configured for the sender
 * @param tag absent when the image was pushed by its digest only, or when the sender does not tell
 * @param digest absent when the sender does not tell
 * @param mediaType of the manifest, as claimed: foreign text
 * @param eventId the sender's name of the event, the same when it is sent again: foreign text
 * @param at when it happened, by the sender's clock
 * @param actor who pushed, by the sender's accounts: foreign text
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

    public Optional<Digest> optionalDigest() {
        return Optional.ofNullable(digest);
    }

    public Optional<String> optionalMediaType() {
        return Optional.ofNullable(mediaType);
    }

    public Optional<String> optionalEventId() {
        return Optional.ofNullable(eventId);
    }

    public Optional<Instant> optionalAt() {
        return Optional.ofNullable(at);
    }

    public Optional<String> optionalActor() {
        return Optional.ofNullable(actor);
    }
}
