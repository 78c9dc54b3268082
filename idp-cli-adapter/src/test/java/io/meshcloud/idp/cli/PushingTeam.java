// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import static io.meshcloud.idp.cli.StateFixture.HOST;
import static io.meshcloud.idp.cli.StateFixture.RELEASE_PATH;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.registry.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A team that pushes with skopeo to a real registry, and a platform that deploys what it finds there. */
abstract class PushingTeam {
    static final Instant BUILT = Instant.parse("2026-11-20T00:00:00Z");
    private static final String HELM = "application/vnd.cncf.helm.";
    static final ImageRepository REPOSITORY = ImageRepository.parse(StateFixture.REPOSITORY);

    @TempDir
    Path folder;

    RegistryServer registry;
    String password = RegistryServer.PASSWORD;
    StateFixture fixture;

    @BeforeEach
    void start() throws Exception {
        RealPart.require("skopeo", "git");
        registry = open(Files.createDirectory(folder.resolve("server")));
        fixture = StateFixture.in(folder).withEnvironment();
        fixture.commit(work -> {
            var file = work.resolve("platform/platform.yaml");
            Files.writeString(file, Files.readString(file).replace("deployOnPush: false", "deployOnPush: true"));
        });
    }

    /** The registry that is pushed to. */
    RegistryServer open(Path server) throws Exception {
        return RegistryServer.start(server, "");
    }

    @AfterEach
    void stop() {
        if (registry != null) {
            registry.close();
        }
    }

    TestRun cli() {
        return fixture.cli()
                .with("IDP_REGISTRY", HOST + "=" + registry.url())
                .with("IDP_REGISTRY_REGISTRY_EXAMPLE_USER", RegistryServer.USER)
                .with("IDP_REGISTRY_REGISTRY_EXAMPLE_PASSWORD", RegistryServer.PASSWORD);
    }

    Path built(String name) {
        return folder.resolve("built-" + name);
    }

    void push(String name, String reference, String... options) {
        var words = new ArrayList<>(List.of("skopeo", "copy", "--insecure-policy", "--dest-tls-verify=false"));
        words.addAll(List.of(options));
        words.addAll(List.of(
                "--dest-creds",
                RegistryServer.USER + ":" + password,
                "oci:" + built(name) + ":" + name,
                "docker://" + registry.host() + "/" + REPOSITORY.path() + reference));
        RealPart.run(folder, words.toArray(String[]::new));
    }

    Digest image(String name, Instant created) {
        return new OciLayoutWriter(built(name))
                .write(Tag.parse(name), OciImage.created(created).label("name", name));
    }

    String release() {
        return RealPart.git(fixture.state(), "show", "main:" + RELEASE_PATH);
    }

    /** A Helm chart as helm makes it an artifact. */
    Digest chart(String name) throws IOException {
        var config = Bytes.utf8("{\"name\":\"hello\",\"version\":\"" + name + "\",\"apiVersion\":\"v2\"}");
        var content = Bytes.utf8("a chart's archive");
        var manifest = Bytes.utf8("{\"schemaVersion\":2,\"config\":" + descriptor(HELM + "config.v1+json", config)
                + ",\"layers\":[" + descriptor(HELM + "chart.content.v1.tar+gzip", content) + "]}");
        var blobs = Files.createDirectories(built(name).resolve("blobs/sha256"));
        for (var blob : List.of(config, content, manifest)) {
            Files.write(blobs.resolve(hex(blob)), blob.toArray());
        }
        Files.writeString(built(name).resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        var tagged = descriptor("application/vnd.oci.image.manifest.v1+json", manifest)
                .replaceFirst("}$", ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + name + "\"}}");
        Files.writeString(built(name).resolve("index.json"), "{\"schemaVersion\":2,\"manifests\":[" + tagged + "]}");
        return Digest.of(manifest.toArray());
    }

    private static String descriptor(String mediaType, Bytes bytes) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"sha256:" + hex(bytes) + "\",\"size\":" + bytes.size()
                + "}";
    }

    private static String hex(Bytes bytes) {
        return Digest.of(bytes.toArray()).value().substring("sha256:".length());
    }
}
