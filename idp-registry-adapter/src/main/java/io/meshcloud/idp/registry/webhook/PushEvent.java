// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.image.DigestText;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fields of an event that claims a push. Any field may be absent or invalid; {@link #toHint} checks them against
 * the contract's grammars.
 *
 * @param repository the parts of the repository's path, in order
 * @param tag the tag; some senders write a digest here
 * @param digest the manifest's digest
 * @param mediaType the manifest's media type
 * @param parts the media types of what the manifest references, its config first, as far as the sender reports them
 * @param id the event's id
 * @param at when the event happened
 * @param actor who pushed
 */
record PushEvent(
        List<EventField> repository,
        EventField tag,
        EventField digest,
        EventField mediaType,
        List<String> parts,
        EventField id,
        EventField at,
        EventField actor) {
    /** Source: RFC 6838, section 4.2: two names of at most 127 characters. */
    private static final int MAX_MEDIA_TYPE = 255;

    PushEvent {
        repository = List.copyOf(repository);
        parts = List.copyOf(parts);
    }

    PushEvent withTag(EventField other) {
        return new PushEvent(repository, other, digest, mediaType, parts, id, at, actor);
    }

    /**
     * Why the event is not about an image of the source; empty when it may be.
     *
     * @throws IdpException when the event does not name a repository
     */
    Optional<String> whyNoImage(WebhookSource source) {
        var type = mediaType.text().map(PushEvent::essence);
        // What a user maps to this field may be the type of the config.
        if (type.isPresent() && !MediaTypes.isManifest(type.get()) && !MediaTypes.isImageConfig(type.get())) {
            return Optional.of("the media type " + Quoted.of(type.get()) + " is not an image's");
        }
        if (tag.text().filter(PushEvent::isReferrersTag).isPresent()) {
            return Optional.of("the tag is that of a signature or an attestation");
        }
        if (!couldBeImage()) {
            return Optional.of("a manifest with " + Quoted.of(parts.get(0)) + " is not an image");
        }
        var path = path(source);
        return source.paths().apply(path).isPresent()
                ? Optional.empty()
                : Optional.of("the repository " + Quoted.of(path) + " is outside of "
                        + Quoted.of(source.paths().removed()));
    }

    /**
     * The event as a hint where to look.
     *
     * @throws IdpException when the repository or the tag is invalid, or when there is no tag and the digest is
     *     invalid. If there is a tag, an invalid digest is omitted, because it is not needed
     */
    ImagePushed toHint(WebhookSource source) {
        var last = repository.get(repository.size() - 1);
        var path = source.paths().apply(path(source)).orElse("");
        boolean taggedByDigest = tag.text().filter(DigestText::isDigest).isPresent();
        var actualTag = taggedByDigest ? EventField.absent() : tag;
        var actualDigest = taggedByDigest && digest.isAbsent() ? tag : digest;
        return new ImagePushed(
                parse(source, last, "repository", ignored -> new ImageRepository(source.host(), path)),
                actualTag.isAbsent() ? null : parse(source, actualTag, "tag", Tag::parse),
                actualDigest.isAbsent() || (!actualTag.isAbsent() && !isSha256(actualDigest))
                        ? null
                        : parse(source, actualDigest, "digest", Digest::parse),
                mediaType.singleLine(),
                id.singleLine(),
                at.instant(),
                actor.singleLine());
    }

    private static boolean isSha256(EventField field) {
        return field.text()
                .filter(text -> DigestText.isDigest(text) && !DigestText.isOfOtherAlgorithm(text))
                .isPresent();
    }

    /**
     * Whether the tag is that of attachments of a manifest, with any suffix that signing tools add.
     *
     * <p>Source: OCI distribution specification, "Referrers Tag Schema".
     */
    private static boolean isReferrersTag(String text) {
        for (var algorithm : List.of("sha256-", "sha512-")) {
            int end = algorithm.length() + 64;
            if (text.startsWith(algorithm)
                    && text.length() >= end
                    && DigestText.isDigest("sha256:" + text.substring(algorithm.length(), end))) {
                return true;
            }
        }
        return false;
    }

    private static String essence(String type) {
        return type.length() <= MAX_MEDIA_TYPE ? MediaTypes.essence(type) : type;
    }

    /** Signatures and SBOMs often have an image's config, so the media types of the layers count too. */
    private boolean couldBeImage() {
        var type = mediaType.text().orElse("");
        if (parts.isEmpty() || MediaTypes.isIndex(essence(type))) {
            return true;
        }
        return parts.stream().anyMatch(MediaTypes::isImageConfig)
                && (parts.size() == 1 || parts.stream().anyMatch(MediaTypes::isLayer));
    }

    private String path(WebhookSource source) {
        for (var part : repository) {
            if (part.text().isEmpty()) {
                throw source.unusable(part, part.isAbsent() ? "is missing" : "is not text")
                        .asException();
            }
            if (part.text().orElse("").length() > ImageRepository.MAX_LENGTH) {
                throw source.unusable(
                                part,
                                "is not a repository: it is longer than " + ImageRepository.MAX_LENGTH + " characters")
                        .asException();
            }
        }
        return repository.stream().flatMap(part -> part.text().stream()).collect(Collectors.joining("/"));
    }

    private static <T> T parse(WebhookSource source, EventField field, String what, Function<String, T> parser) {
        var text = field.text();
        if (text.isEmpty()) {
            throw source.unusable(field, "is not text").asException();
        }
        try {
            return parser.apply(text.get());
        } catch (IdpException e) {
            throw source.unusable(field, "is not a " + what + ": " + e.problem().what())
                    .asException();
        }
    }
}
