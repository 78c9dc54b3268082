// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.problem.IdpException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A manifest as Harbor's API describes it.
 *
 * @param repository the project's and the repository's name; empty in an answer about a single repository
 * @param type such as {@code IMAGE} or {@code CHART}
 * @param digest as Harbor writes it
 */
record HarborArtifact(String repository, String type, String digest, List<HarborTag> tags) {
    HarborArtifact {
        tags = List.copyOf(tags);
    }

    /**
     * A tag of an artifact.
     *
     * @param pushed the push time of the tag, not of the artifact; absent when Harbor does not report it
     */
    record HarborTag(String name, @Nullable Instant pushed) {
        Optional<Instant> optionalPushed() {
            return Optional.ofNullable(pushed);
        }
    }

    /** Empty for JSON without a digest or a type. */
    static Optional<HarborArtifact> read(JsonNode node) {
        var digest = node.path("digest").asText();
        var type = node.path("type").asText();
        if (digest.isEmpty() || type.isEmpty()) {
            return Optional.empty();
        }
        var tags = new ArrayList<HarborTag>();
        node.path("tags")
                .forEach(tag -> tags.add(new HarborTag(
                        tag.path("name").asText(),
                        HarborApi.time(tag.path("push_time")).orElse(null))));
        return Optional.of(new HarborArtifact(node.path("repository_name").asText(), type, digest, tags));
    }

    boolean isImage() {
        return type.equals("IMAGE");
    }

    boolean hasDigest(Digest other) {
        return digest.equals(other.value());
    }

    /** Empty for a digest of another algorithm than SHA-256. */
    Optional<Digest> sha256() {
        try {
            return Optional.of(Digest.parse(digest));
        } catch (IdpException e) {
            return Optional.empty();
        }
    }

    Optional<HarborTag> tag(String name) {
        return tags.stream().filter(tag -> tag.name().equals(name)).findFirst();
    }

    /** The push time of the tag that was pushed last. */
    Optional<Instant> lastTagPushed() {
        return tags.stream().flatMap(tag -> tag.optionalPushed().stream()).max(Comparator.naturalOrder());
    }
}
