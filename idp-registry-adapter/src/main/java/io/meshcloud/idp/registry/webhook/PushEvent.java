// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The fields of an event that claims a push. Any field may be absent or invalid; {@link #toHint} checks them against the
 * contract's grammars.
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
    /** OCI image specification, "Digests". Any algorithm, so that no digest is mistaken for a tag. */
    private static final Pattern DIGEST = Pattern.compile("[a-z0-9+._-]{1,40}:[A-Za-z0-9=_-]+");
    /** OCI distribution specification, "Referrers Tag Schema", and the suffixes that signing tools add. */
    private static final Pattern REFERRERS_TAG = Pattern.compile("sha(256|512)-[0-9a-f]{64}.*");

    PushEvent {
        repository = List.copyOf(repository);
        parts = List.copyOf(parts);
    }

    /**
     * Why the event is not about an image of the source; empty when it may be.
     *
     * @throws IdpException when the event does not name a repository
     */
    Optional<String> whyNoImage(WebhookSource source) {
        var type = mediaType.text().map(MediaTypes::essence);
        if (type.isPresent() && !MediaTypes.isManifest(type.get())) {
            return Optional.of("the media type " + Quoted.of(type.get()) + " is not an image's");
        }
        if (tag.text().filter(text -> REFERRERS_TAG.matcher(text).matches()).isPresent()) {
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
     * @throws IdpException when the repository, the tag or the digest is invalid
     */
    ImagePushed toHint(WebhookSource source) {
        var last = repository.get(repository.size() - 1);
        var path = source.paths().apply(path(source)).orElse("");
        boolean taggedByDigest =
                tag.text().filter(text -> DIGEST.matcher(text).matches()).isPresent();
        var actualTag = taggedByDigest ? EventField.absent() : tag;
        var actualDigest = taggedByDigest && digest.isAbsent() ? tag : digest;
        return new ImagePushed(
                parse(source, last, "repository", ignored -> new ImageRepository(source.host(), path)),
                actualTag.isAbsent() ? null : parse(source, actualTag, "tag", Tag::parse),
                actualDigest.isAbsent() ? null : parse(source, actualDigest, "digest", Digest::parse),
                mediaType.singleLine(),
                id.singleLine(),
                at.instant(),
                actor.singleLine());
    }

    /** Signatures and SBOMs often have an image's config, so the media types of the layers count too. */
    private boolean couldBeImage() {
        var type = mediaType.text().orElse("");
        if (parts.isEmpty() || MediaTypes.isIndex(MediaTypes.essence(type))) {
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
