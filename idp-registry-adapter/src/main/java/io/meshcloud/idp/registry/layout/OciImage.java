// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import io.meshcloud.idp.contract.file.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A small image of one layer, for {@link OciLayoutWriter}. Equal images have equal bytes and so the same digest.
 *
 * @param created when the image was created; every file has this time, too
 * @param os such as {@code linux}
 * @param architecture such as {@code amd64}
 * @param labels the labels of the image's config
 * @param entrypoint the command line of a container
 * @param user the user of a container; empty for root
 * @param files the content of the layer
 */
public record OciImage(
        Instant created,
        String os,
        String architecture,
        Map<String, String> labels,
        List<String> entrypoint,
        String user,
        List<File> files) {

    /**
     * A file of an image.
     *
     * @param path relative to the root, with parts joined by {@code /}; no part consists of dots; at most 100 bytes
     * @param content the bytes
     * @param executable whether every user may execute it; every user may read it
     */
    public record File(String path, Bytes content, boolean executable) {
        public File {
            Objects.requireNonNull(content, "content");
            for (var part : path.split("/", -1)) {
                if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                    throw new IllegalArgumentException("not a relative path: " + path);
                }
            }
        }
    }

    public OciImage {
        Objects.requireNonNull(created, "created");
        Objects.requireNonNull(os, "os");
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(user, "user");
        labels = Map.copyOf(labels);
        entrypoint = List.copyOf(entrypoint);
        files = List.copyOf(files);
    }

    /** An empty image for {@code linux/amd64}. */
    public static OciImage created(Instant created) {
        return new OciImage(created, "linux", "amd64", Map.of(), List.of(), "", List.of());
    }

    public OciImage on(String otherOs, String otherArchitecture) {
        return new OciImage(created, otherOs, otherArchitecture, labels, entrypoint, user, files);
    }

    public OciImage label(String name, String value) {
        var more = new TreeMap<>(labels);
        more.put(name, value);
        return new OciImage(created, os, architecture, more, entrypoint, user, files);
    }

    public OciImage entrypoint(String... command) {
        return new OciImage(created, os, architecture, labels, List.of(command), user, files);
    }

    public OciImage user(String other) {
        return new OciImage(created, os, architecture, labels, entrypoint, other, files);
    }

    public OciImage file(String path, Bytes content, boolean executable) {
        var more = new ArrayList<>(files);
        more.add(new File(path, content, executable));
        return new OciImage(created, os, architecture, labels, entrypoint, user, more);
    }
}
