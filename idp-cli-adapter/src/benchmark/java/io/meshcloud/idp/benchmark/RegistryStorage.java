// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.contract.image.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Puts images into the folder of a distribution registry before the registry starts, because thousands of pushes would
 * take longer than the measurement.
 *
 * <p>Source: distribution 2.8, {@code registry/storage/paths.go}.
 */
final class RegistryStorage {
    private static final byte[] LAYER = "never read".getBytes(StandardCharsets.UTF_8);
    private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";
    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

    private final Path root;

    /**
     * @param folder the registry's {@code rootdirectory}
     */
    RegistryStorage(Path folder) {
        this.root = folder.resolve("docker/registry/v2");
    }

    Digest image(String repository, String tag, Instant created) {
        var config = text("""
                {"architecture":"amd64","os":"linux","created":"%s","config":{},"rootfs":{"type":"layers","diff_ids":["%s"]}}\
                """.formatted(created, Digest.of(LAYER)));
        var manifest = text("""
                {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"%s","digest":"%s","size":%d},\
                "layers":[{"mediaType":"%s","digest":"%s","size":%d}]}\
                """.formatted(
                        MANIFEST_TYPE,
                        CONFIG_TYPE,
                        Digest.of(config),
                        config.length,
                        LAYER_TYPE,
                        Digest.of(LAYER),
                        LAYER.length));
        var folder = root.resolve("repositories").resolve(repository);
        link(folder.resolve("_layers/sha256"), blob(LAYER));
        link(folder.resolve("_layers/sha256"), blob(config));
        var digest = blob(manifest);
        link(folder.resolve("_manifests/revisions/sha256"), digest);
        write(folder.resolve("_manifests/tags").resolve(tag).resolve("current/link"), text(digest.value()));
        link(folder.resolve("_manifests/tags").resolve(tag).resolve("index/sha256"), digest);
        return digest;
    }

    private Digest blob(byte[] content) {
        var digest = Digest.of(content);
        var file = root.resolve("blobs/sha256")
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex())
                .resolve("data");
        if (!Files.exists(file)) {
            write(file, content);
        }
        return digest;
    }

    private static void link(Path folder, Digest digest) {
        write(folder.resolve(digest.hex()).resolve("link"), text(digest.value()));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
