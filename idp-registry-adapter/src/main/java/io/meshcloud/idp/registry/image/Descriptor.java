// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.image;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A reference from a manifest or an index to content.
 *
 * <p>Source: OCI image specification, "Descriptors".
 *
 * @param mediaType empty when it is not given
 * @param digest a valid digest of any algorithm; only SHA-256 can be verified
 * @param size in bytes
 * @param annotations the entries that are texts
 * @param artifactType absent for images
 * @param platform {@code os/architecture}; absent when it is not given
 */
public record Descriptor(
        String mediaType,
        String digest,
        long size,
        Map<String, String> annotations,
        @Nullable String artifactType,
        @Nullable String platform) {
    private static final String ATTESTATION_KEY = "vnd.docker.reference.type";
    private static final String ATTESTATION_VALUE = "attestation-manifest";

    public Descriptor {
        Objects.requireNonNull(mediaType, "mediaType");
        Objects.requireNonNull(digest, "digest");
        annotations = Map.copyOf(annotations);
    }

    public static Descriptor parse(JsonNode node) throws MalformedException {
        var digest = Json.text(node, "digest").orElseThrow(() -> new MalformedException("has an entry without digest"));
        if (!DigestText.isDigest(digest)) {
            throw new MalformedException("has the entry " + Quoted.of(digest) + ", which is not a digest");
        }
        var size = node.path("size");
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
            throw new MalformedException("has the entry " + digest + " without a size in bytes");
        }
        var platform = node.path("platform");
        var os = Json.text(platform, "os");
        var architecture = Json.text(platform, "architecture");
        return new Descriptor(
                Json.text(node, "mediaType").orElse(""),
                digest,
                size.longValue(),
                Json.texts(node, "annotations"),
                Json.text(node, "artifactType").orElse(null),
                os.isPresent() && architecture.isPresent() ? os.get() + "/" + architecture.get() : null);
    }

    public static List<Descriptor> parseAll(JsonNode array) throws MalformedException {
        var all = new ArrayList<Descriptor>();
        for (var node : array) {
            all.add(parse(node));
        }
        return List.copyOf(all);
    }

    /** Whether the content is a layer that registries may not distribute; it is downloaded from its URLs instead. */
    public boolean isNonDistributable() {
        return mediaType.contains("nondistributable") || mediaType.contains(".foreign.");
    }

    /** Empty for a digest of another algorithm. */
    public Optional<Digest> sha256() {
        return digest.startsWith("sha256:") ? Optional.of(Digest.parse(digest)) : Optional.empty();
    }

    /** Whether the content is a manifest, or may be one because no media type is given. */
    boolean mayBeManifest() {
        return mediaType.isEmpty() || MediaTypes.isManifest(mediaType) || MediaTypes.isSchema1(mediaType);
    }

    /** Whether the content is an attestation about the images of the same index, added by the build. */
    boolean isAttestation() {
        return ATTESTATION_VALUE.equals(annotations.get(ATTESTATION_KEY)) || "unknown/unknown".equals(platform);
    }
}
