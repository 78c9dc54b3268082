// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.image;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.problem.Listed;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Resolution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts of an image from its verified manifest. An image's time is its config's {@code created}. The time of
 * an index is the newest time of its images; attestations do not count. If the time of one image is unknown, the index
 * has no time: a time that is too early would let automation move an environment back.
 *
 * <p>An image's label is read from its config, else from the manifest's annotations. An index's label is read from its
 * annotations, else from its images if all of them have the same.
 *
 * <p>An image without its config, and an index without any of its images, cannot be pulled. Each manifest and each
 * config is read once, however often an index lists it. A team decides what it pushes, so the number of images, the
 * depth of indexes and the length of texts are limited; an index in which no image was found within the limits is
 * refused. For use by one thread, once.
 */
public final class ImageFactsReader {
    private static final int MAX_IMAGES = 100;
    private static final int MAX_NESTING = 4;
    /** Source: RFC 6838, section 4.2: two names of at most 127 characters. */
    private static final int MAX_MEDIA_TYPE = 255;

    private final ImageContents contents;
    private final Map<String, Part<ImageConfig>> configs = new HashMap<>();

    public ImageFactsReader(ImageContents contents) {
        this.contents = contents;
    }

    /**
     * The facts of a manifest, and the images that make it pullable.
     *
     * @param images the images of an index that were found in the repository; none for a single image
     */
    public record ManifestFacts(Resolution resolution, List<Digest> images) {
        public ManifestFacts {
            images = List.copyOf(images);
        }

        private static ManifestFacts of(Resolution resolution) {
            return new ManifestFacts(resolution, List.of());
        }
    }

    public ManifestFacts read(Digest digest, Manifest manifest) {
        return manifest.match(
                image -> ManifestFacts.of(image.otherType()
                        .map(ImageFactsReader::notAnImage)
                        .orElseGet(() -> facts(image)
                                .map(facts -> found(digest, Set.of(), facts))
                                .orElseGet(() -> new Resolution.NotPullable(
                                        "its config " + image.config().digest() + " is not in the repository")))),
                index -> index(digest, index),
                foreign -> ManifestFacts.of(notAnImage(foreign.mediaType())));
    }

    private ManifestFacts index(Digest digest, Manifest.Index index) {
        if (index.artifactType() != null) {
            return ManifestFacts.of(notAnImage(index.artifactType()));
        }
        var survey = new Survey();
        collect(index, 1, survey);
        if (!survey.isPullable()) {
            return ManifestFacts.of(notPullable(index, survey));
        }
        var facts = new Facts(
                survey.newest(),
                label(index.annotations(), ImageConfig.SOURCE)
                        .or(() -> survey.common(Facts::source))
                        .orElse(null),
                label(index.annotations(), ImageConfig.REVISION)
                        .or(() -> survey.common(Facts::revision))
                        .orElse(null));
        return new ManifestFacts(found(digest, survey.parts, facts), survey.present);
    }

    private static Resolution notPullable(Manifest.Index index, Survey survey) {
        if (survey.limit != null) {
            return new Resolution.Unreadable(survey.limit);
        }
        return survey.missing.isEmpty()
                ? notAnImage(survey.otherType == null ? index.mediaType() : survey.otherType)
                : new Resolution.NotPullable("none of the " + survey.missing.size()
                        + " images that the index lists is in the repository: " + Listed.of(survey.missing));
    }

    private void collect(Manifest.Index index, int nesting, Survey survey) {
        if (nesting > MAX_NESTING) {
            survey.stopAt("is an index of more than " + MAX_NESTING
                    + " levels, and the levels that were read contain no image");
            return;
        }
        for (var descriptor : index.manifests()) {
            if (descriptor.isAttestation()) {
                continue;
            }
            if (!descriptor.mayBeManifest()) {
                // The index of a build cache lists layers, which cannot be requested as manifests.
                survey.addOther(descriptor.mediaType());
                continue;
            }
            if (!survey.visited.add(descriptor.digest())) {
                continue;
            }
            if (survey.visited.size() > MAX_IMAGES) {
                survey.stopAt("lists more than " + MAX_IMAGES + " manifests, without an image among these");
                return;
            }
            descriptor.sha256().ifPresent(survey.parts::add);
            collect(descriptor, contents.manifest(descriptor), nesting, survey);
        }
    }

    private void collect(Descriptor descriptor, Part<Manifest> part, int nesting, Survey survey) {
        var manifest = part.content();
        if (manifest.isEmpty()) {
            survey.addWithoutFacts(descriptor, part.isMissing());
        } else if (manifest.get() instanceof Manifest.Index nested && nested.artifactType() == null) {
            collect(nested, nesting + 1, survey);
        } else if (manifest.get() instanceof Manifest.Image image
                && image.otherType().isEmpty()) {
            facts(image)
                    .ifPresentOrElse(
                            facts -> survey.add(descriptor, facts), () -> survey.addWithoutFacts(descriptor, true));
        } else {
            survey.addOther(typeOf(manifest.get()));
        }
    }

    private static String typeOf(Manifest manifest) {
        return manifest.match(
                image -> image.otherType().orElse(MediaTypes.OCI_MANIFEST),
                index -> Objects.requireNonNullElse(index.artifactType(), index.mediaType()),
                Manifest.Foreign::mediaType);
    }

    /** Empty if the image's config is missing. */
    private Optional<Facts> facts(Manifest.Image image) {
        var part = configs.computeIfAbsent(image.config().digest(), digest -> contents.config(image.config()));
        if (part.isMissing()) {
            return Optional.empty();
        }
        var config = part.content();
        return Optional.of(new Facts(
                config.map(ImageConfig::created).orElse(null),
                config.map(ImageConfig::source)
                        .or(() -> label(image.annotations(), ImageConfig.SOURCE))
                        .orElse(null),
                config.map(ImageConfig::revision)
                        .or(() -> label(image.annotations(), ImageConfig.REVISION))
                        .orElse(null)));
    }

    private static Optional<String> label(Map<String, String> labels, String name) {
        return Optional.ofNullable(labels.get(name))
                .filter(text -> !text.isBlank())
                .map(text -> cut(text, ImageConfig.MAX_LABEL));
    }

    private static Resolution found(Digest digest, Set<Digest> parts, Facts facts) {
        return new Resolution.Found(
                new ImageFacts(digest, parts, ImageTime.created(facts.time), facts.source, facts.revision));
    }

    private static Resolution notAnImage(String type) {
        return new Resolution.NotAnImage(cut(type, MAX_MEDIA_TYPE));
    }

    private static String cut(String text, int maxLength) {
        return text.length() <= maxLength
                ? text
                : text.substring(0, Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength);
    }

    private record Facts(
            @Nullable Instant time,
            @Nullable String source,
            @Nullable String revision) {}

    /** The result of walking through an index. */
    private static final class Survey {
        private final List<Facts> images = new ArrayList<>();
        private final List<Digest> present = new ArrayList<>();
        private final Set<String> missing = new LinkedHashSet<>();
        private final Set<String> visited = new HashSet<>();
        private final Set<Digest> parts = new HashSet<>();
        private boolean complete = true;
        private boolean hasUnusable;
        private @Nullable String otherType;
        /** Why a part of the index was not read; the rest of a sentence that begins with "the manifest". */
        private @Nullable String limit;

        void add(Descriptor descriptor, Facts facts) {
            images.add(facts);
            descriptor.sha256().ifPresent(present::add);
        }

        void addWithoutFacts(Descriptor descriptor, boolean isMissing) {
            complete = false;
            if (isMissing) {
                missing.add(descriptor.digest());
            } else {
                hasUnusable = true;
                descriptor.sha256().ifPresent(present::add);
            }
        }

        void addOther(String type) {
            if (otherType == null) {
                otherType = type;
            }
        }

        void stopAt(String passedLimit) {
            complete = false;
            limit = passedLimit;
        }

        /** Whether something of the index was found that may be an image. Images that were not read do not count. */
        boolean isPullable() {
            return !images.isEmpty() || hasUnusable;
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
