// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sender's claim that an image was pushed (ADR-004, "Release Controller"). It is a hint where to look: the receiver
 * asks the registry again, stores nothing that only the hint claims, and does not order images by its time. So a hint
 * may arrive late, twice, in any order or not at all.
 *
 * @param repository where something was pushed; its host is the one that the platform configured for the sender
 * @param tag absent when the image was pushed by its digest only, or if the sender does not say
 * @param digest absent if the sender does not say
 * @param mediaType of the manifest, as claimed: untrusted text
 * @param eventId the sender's id of the event, the same when it is sent again: untrusted text
 * @param at when it happened, by the sender's clock
 * @param actor the sender's account that pushed: untrusted text
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

    /** A hint with only what a decision uses. */
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
