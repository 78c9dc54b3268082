// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.Resolution;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of an image from its verified manifest. An image's time is its config's {@code created}. An index has
 * the newest time of its images, without attestations, and no time when the time of one of them is unknown: a time that
 * is too early would let automation move an environment back.
 *
 * <p>An image's label is read from its config, else from the manifest's annotations. An index's label is read from its
 * annotations, else from its images if all of them have the same.
 */
public final class ImageFactsReader {
    private static final String SOURCE = "org.opencontainers.image.source";
    private static final String REVISION = "org.opencontainers.image.revision";
    private static final Pattern RFC_3339 = Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d.*");
    private static final int MAX_IMAGES = 100;
    private static final int MAX_NESTING = 4;

    private final ImageContents contents;

    public ImageFactsReader(ImageContents contents) {
        this.contents = contents;
    }

    public Resolution read(Digest digest, Manifest manifest) {
        return manifest.match(
                image -> image.otherType()
                        .map(ImageFactsReader::notAnImage)
                        .orElseGet(() -> found(digest, Set.of(), facts(image))),
                index -> index(digest, index),
                foreign -> notAnImage(foreign.mediaType()));
    }

    private Resolution index(Digest digest, Manifest.Index index) {
        if (index.artifactType() != null) {
            return notAnImage(index.artifactType());
        }
        var survey = new Survey();
        collect(index, 1, survey);
        if (survey.images.isEmpty() && survey.complete) {
            return notAnImage(survey.otherType == null ? index.mediaType() : survey.otherType);
        }
        return found(
                digest,
                survey.parts,
                new Facts(
                        survey.newest(),
                        label(index.annotations(), SOURCE)
                                .or(() -> survey.common(Facts::source))
                                .orElse(null),
                        label(index.annotations(), REVISION)
                                .or(() -> survey.common(Facts::revision))
                                .orElse(null)));
    }

    private void collect(Manifest.Index index, int nesting, Survey survey) {
        for (var descriptor : index.manifests()) {
            if (descriptor.isAttestation()) {
                continue;
            }
            if (!descriptor.mayBeManifest()) {
                // The index of a build cache lists layers, which cannot be requested as manifests.
                survey.addOther(descriptor.mediaType());
                continue;
            }
            if (nesting > MAX_NESTING || survey.read == MAX_IMAGES) {
                survey.complete = false;
                return;
            }
            survey.read++;
            descriptor.sha256().ifPresent(survey.parts::add);
            var manifest = contents.manifest(descriptor);
            if (manifest.isEmpty()) {
                survey.complete = false;
                continue;
            }
            if (manifest.get() instanceof Manifest.Index nested && nested.artifactType() == null) {
                collect(nested, nesting + 1, survey);
            } else if (manifest.get() instanceof Manifest.Image image
                    && image.otherType().isEmpty()) {
                survey.images.add(facts(image));
            } else {
                survey.addOther(typeOf(manifest.get()));
            }
        }
    }

    private static String typeOf(Manifest manifest) {
        return manifest.match(
                image -> image.otherType().orElse(MediaTypes.OCI_MANIFEST),
                index -> Objects.requireNonNullElse(index.artifactType(), index.mediaType()),
                Manifest.Foreign::mediaType);
    }

    private Facts facts(Manifest.Image image) {
        var config = contents.config(image.config()).flatMap(ImageFactsReader::json);
        var labels =
                config.map(json -> Json.texts(json.path("config"), "Labels")).orElse(Map.of());
        return new Facts(
                config.flatMap(json -> Json.text(json, "created"))
                        .flatMap(ImageFactsReader::instant)
                        .orElse(null),
                label(labels, SOURCE)
                        .or(() -> label(image.annotations(), SOURCE))
                        .orElse(null),
                label(labels, REVISION)
                        .or(() -> label(image.annotations(), REVISION))
                        .orElse(null));
    }

    private static Optional<JsonNode> json(byte[] config) {
        try {
            return Optional.of(Json.object(config));
        } catch (MalformedException e) {
            // The config was pushed like this. The image may still run, so only its time is unknown.
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String text) {
        if (!RFC_3339.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> label(Map<String, String> labels, String name) {
        return Optional.ofNullable(labels.get(name)).filter(text -> !text.isBlank());
    }

    private static Resolution found(Digest digest, Set<Digest> parts, Facts facts) {
        return new Resolution.Found(new ImageFacts(digest, parts, facts.time, facts.source, facts.revision));
    }

    private static Resolution notAnImage(String type) {
        return new Resolution.NotAnImage(type);
    }

    private record Facts(
            @Nullable Instant time,
            @Nullable String source,
            @Nullable String revision) {}

    /** The result of walking through an index. */
    private static final class Survey {
        private final List<Facts> images = new ArrayList<>();
        private final Set<Digest> parts = new HashSet<>();
        private boolean complete = true;
        private int read;
        private @Nullable String otherType;

        void addOther(String type) {
            if (otherType == null) {
                otherType = type;
            }
        }

        @Nullable
        Instant newest() {
            @Nullable Instant newest = null;
            for (var image : images) {
                if (image.time == null) {
                    return null;
                }
                newest = newest == null || image.time.isAfter(newest) ? image.time : newest;
            }
            return complete ? newest : null;
        }

        Optional<String> common(Function<Facts, @Nullable String> label) {
            var values = images.stream()
                    .map(image -> Optional.ofNullable(label.apply(image)))
                    .collect(Collectors.toSet());
            return complete && values.size() == 1 ? values.iterator().next() : Optional.empty();
        }
    }
}
