package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.problem.IdpException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What Harbor knows of a manifest.
 *
 * @param repository the project's name and the repository's; empty in an answer about a single repository
 * @param type such as {@code IMAGE} or {@code CHART}
 * @param digest as Harbor writes it
 */
record HarborArtifact(String repository, String type, String digest, List<HarborTag> tags) {
    HarborArtifact {
        tags = List.copyOf(tags);
    }

    /** Empty for what has no digest or type, as every artifact has. */
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
                        HarborTimes.read(tag.path("push_time").asText()).orElse(null))));
        return Optional.of(new HarborArtifact(node.path("repository_name").asText(), type, digest, tags));
    }

    boolean isImage() {
        return type.equals("IMAGE");
    }

    boolean is(Digest other) {
        return digest.equals(other.value());
    }

    /** Empty for one by another algorithm than ours. */
    Optional<Digest> knownDigest() {
        try {
            return Optional.of(Digest.parse(digest));
        } catch (IdpException e) {
            return Optional.empty();
        }
    }

    Optional<HarborTag> tag(String name) {
        return tags.stream().filter(tag -> tag.name().equals(name)).findFirst();
    }

    /** When the last of its tags was put there. */
    Optional<Instant> lastTagged() {
        return tags.stream().map(HarborTag::pushed).filter(Objects::nonNull).max(Comparator.naturalOrder());
    }
}
