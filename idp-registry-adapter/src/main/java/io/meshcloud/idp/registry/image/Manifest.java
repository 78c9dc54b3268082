// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of a tag or a digest, with the fields that idp needs.
 *
 * <p>Source: OCI image specification, "Image manifest" and "Image index"; Docker image manifest v2 schema 2.
 */
public sealed interface Manifest {

    <R> R match(
            Function<? super Image, R> image, Function<? super Index, R> index, Function<? super Foreign, R> foreign);

    /**
     * Reads a manifest of any kind. Content that could be read as an image by one program and as an index by another is
     * refused.
     *
     * @param declaredType the media type that the referrer or the registry declares; empty when there is none
     */
    static Manifest parse(byte[] bytes, String declaredType) throws MalformedException {
        var root = Json.object(bytes);
        var version = root.path("schemaVersion");
        if (version.isInt() && version.intValue() == 1) {
            return new Foreign(MediaTypes.DOCKER_SCHEMA1);
        }
        if (!version.isInt() || version.intValue() != 2) {
            throw new MalformedException("is not a manifest: it has no schemaVersion 2");
        }
        if (root.has("manifests") && (root.has("config") || root.has("layers"))) {
            throw new MalformedException("is an image manifest and an index at once");
        }
        return ofType(type(root, declaredType), root);
    }

    /** Why the bytes cannot be read as a manifest of any type; empty if they can. */
    static Optional<String> flaw(byte[] bytes) {
        try {
            parse(bytes, "");
            return Optional.empty();
        } catch (MalformedException e) {
            return Optional.of(e.why());
        }
    }

    private static String type(JsonNode root, String declaredType) throws MalformedException {
        var own = Json.text(root, "mediaType");
        if (own.isPresent() && MediaTypes.isManifest(declaredType) && !own.get().equals(declaredType)) {
            throw new MalformedException(
                    "has the media type " + Quoted.of(own.get()) + ", but was declared as " + declaredType);
        }
        if (own.isPresent()) {
            return own.get();
        }
        if (MediaTypes.isManifest(declaredType)) {
            return declaredType;
        }
        return root.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
    }

    private static Manifest ofType(String type, JsonNode root) throws MalformedException {
        @Nullable String artifactType = Json.text(root, "artifactType").orElse(null);
        var annotations = Json.texts(root, "annotations");
        if (MediaTypes.isIndex(type)) {
            if (!root.path("manifests").isArray()) {
                throw new MalformedException("is an index without a list of manifests");
            }
            return new Index(type, Descriptor.parseAll(root.path("manifests")), annotations, artifactType);
        }
        if (MediaTypes.isImage(type)) {
            if (!root.path("config").isObject()) {
                throw new MalformedException("is an image manifest without a config");
            }
            var config = Descriptor.parse(root.path("config"));
            return new Image(config, Descriptor.parseAll(root.path("layers")), annotations, artifactType);
        }
        return new Foreign(artifactType == null ? type : artifactType);
    }

    /** An image for one platform, or another artifact in the same form. */
    record Image(
            Descriptor config,
            List<Descriptor> layers,
            Map<String, String> annotations,
            @Nullable String artifactType) implements Manifest {
        @Override
        public <R> R match(
                Function<? super Image, R> image,
                Function<? super Index, R> index,
                Function<? super Foreign, R> foreign) {
            return image.apply(this);
        }

        /**
         * The type of an artifact; empty for an image. Signatures and SBOMs often have an image's config, so the media
         * types of the layers count too.
         */
        Optional<String> otherType() {
            if (artifactType != null) {
                return Optional.of(artifactType);
            }
            if (!MediaTypes.isImageConfig(config.mediaType())) {
                return Optional.of(config.mediaType().isEmpty() ? "config without a media type" : config.mediaType());
            }
            if (layers.isEmpty() || layers.stream().map(Descriptor::mediaType).anyMatch(MediaTypes::isLayer)) {
                return Optional.empty();
            }
            var first = layers.get(0).mediaType();
            return Optional.of(first.isEmpty() ? "layer without a media type" : first);
        }
    }

    /** An index of images under one digest, one for each platform. */
    record Index(
            String mediaType,
            List<Descriptor> manifests,
            Map<String, String> annotations,
            @Nullable String artifactType)
            implements Manifest {
        @Override
        public <R> R match(
                Function<? super Image, R> image,
                Function<? super Index, R> index,
                Function<? super Foreign, R> foreign) {
            return index.apply(this);
        }
    }

    /**
     * Anything else, which cannot be started as a container; also Docker's schema 1, which has no digests of its
     * content.
     */
    record Foreign(String mediaType) implements Manifest {
        @Override
        public <R> R match(
                Function<? super Image, R> image,
                Function<? super Index, R> index,
                Function<? super Foreign, R> foreign) {
            return foreign.apply(this);
        }
    }
}
