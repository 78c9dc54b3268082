// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.json.JsonCursor;
import io.meshcloud.idp.registry.json.JsonCursor.ValueReader;
import io.meshcloud.idp.registry.json.MalformedException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    /** Longer than any valid text of these fields. */
    private static final int MAX_TEXT = 300;

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

    /**
     * Reads the fields that idp needs.
     *
     * @throws MalformedException for an artifact without a digest or a type, and for tags that are not a list of names
     */
    static HarborArtifact read(JsonCursor artifact) throws IOException, MalformedException {
        var texts = new HashMap<String, String>();
        var tags = new ArrayList<HarborTag>();
        artifact.object(Map.of(
                "digest", text(texts, "digest"),
                "type", text(texts, "type"),
                "repository_name", text(texts, "repository_name"),
                "tags", list -> readTags(list, tags)));
        var digest = texts.getOrDefault("digest", "");
        var type = texts.getOrDefault("type", "");
        if (digest.isEmpty() || type.isEmpty()) {
            throw new MalformedException("has an artifact without a digest or a type");
        }
        return new HarborArtifact(texts.getOrDefault("repository_name", ""), type, digest, tags);
    }

    /** An artifact without tags has null. */
    private static void readTags(JsonCursor list, List<HarborTag> tags) throws IOException, MalformedException {
        if (!list.isNull() && !list.array(tag -> tags.add(readTag(tag)))) {
            throw new MalformedException("has an artifact whose tags are not a list");
        }
    }

    private static HarborTag readTag(JsonCursor tag) throws IOException, MalformedException {
        var texts = new HashMap<String, String>();
        tag.object(Map.of("name", text(texts, "name"), "push_time", text(texts, "push_time")));
        var name = texts.getOrDefault("name", "");
        if (name.isEmpty()) {
            throw new MalformedException("has an artifact with a tag without a name");
        }
        return new HarborTag(
                name, HarborApi.time(texts.getOrDefault("push_time", "")).orElse(null));
    }

    private static ValueReader text(Map<String, String> texts, String name) {
        return value -> value.text(MAX_TEXT).ifPresent(text -> texts.put(name, text));
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
