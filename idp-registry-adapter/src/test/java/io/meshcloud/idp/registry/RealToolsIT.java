// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.LATE;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.found;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutImageRegistry;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.testkit.RealPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of other tools can be read, and other tools can read ours. */
class RealToolsIT {
    private static final OciImage IMAGE = OciImage.created(EARLY)
            .label(Fixtures.SOURCE, "https://git.example/app")
            .entrypoint("/app/hello")
            .user("10001")
            .file("app/hello", Bytes.utf8("#!/bin/sh\necho hello\n"), true);

    @TempDir
    Path folder;

    @Nested
    class A_layout_written_here {
        @Test
        void can_be_inspected_by_skopeo_and_unpacked_by_umoci() throws Exception {
            RealPart.require("skopeo", "umoci");
            var layout = folder.resolve("layout");
            var digest = new OciLayoutWriter(layout).write(TAG, IMAGE);

            var inspected = RealPart.run(folder, "skopeo", "inspect", "oci:" + layout + ":" + TAG);
            RealPart.run(folder, "umoci", "unpack", "--rootless", "--image", layout + ":" + TAG, folder + "/bundle");

            assertThat(inspected).contains(digest.value()).contains("https://git.example/app");
            var unpacked = folder.resolve("bundle/rootfs/app/hello");
            assertThat(unpacked).hasContent("#!/bin/sh\necho hello\n").isExecutable();
            assertThat(Files.getLastModifiedTime(unpacked).toInstant()).isEqualTo(EARLY);
        }

        @Test
        void of_several_platforms_is_copied_unchanged_by_skopeo() throws Exception {
            RealPart.require("skopeo");
            var layout = folder.resolve("layout");
            var digest = new OciLayoutWriter(layout).writeIndex(TAG, List.of(IMAGE, IMAGE.on("linux", "arm64")));
            var copy = folder.resolve("registry").resolve(REPOSITORY.path());
            Files.createDirectories(copy.getParent());

            RealPart.run(
                    folder,
                    "skopeo",
                    "copy",
                    "--insecure-policy",
                    "--all",
                    "--preserve-digests",
                    "oci:" + layout + ":" + TAG,
                    "oci:" + copy + ":copied");

            var registry = new OciLayoutImageRegistry(folder.resolve("registry"));
            assertThat(found(registry.resolve(REPOSITORY, Tag.parse("copied"))).digest())
                    .isEqualTo(digest);
        }
    }

    @Test
    void a_layout_of_umoci_is_read() throws Exception {
        RealPart.require("umoci");
        var layout = folder.resolve(REPOSITORY.path());
        Files.createDirectories(layout.getParent());
        RealPart.run(folder, "umoci", "init", "--layout", layout.toString());
        RealPart.run(folder, "umoci", "new", "--image", layout + ":" + TAG);
        RealPart.run(folder, "umoci", "config", "--image", layout + ":" + TAG, "--created", "2026-01-02T03:04:05Z");

        assertThat(found(new OciLayoutImageRegistry(folder).resolve(REPOSITORY, TAG))
                        .time())
                .isEqualTo(ImageTime.created(EARLY));
    }

    @Nested
    class An_image_that_skopeo_pushed {
        @Test
        void is_found_under_skopeos_digest_in_every_form() throws Exception {
            RealPart.require("skopeo");
            var layout = folder.resolve("layout");
            var writer = new OciLayoutWriter(layout);
            writer.write(TAG, IMAGE);
            writer.writeIndex(
                    Tag.parse("multi"), List.of(IMAGE, Fixtures.image(LATE).on("linux", "arm64")));
            try (var server = new RealRegistry(folder)) {
                push(server, layout, TAG.value(), "oci", "--format=oci");
                push(server, layout, TAG.value(), "docker", "--format=v2s2");
                push(server, layout, "multi", "index", "--all");
                var registry = RealTeam.client(server);

                for (var tag : List.of("oci", "docker", "index")) {
                    var facts = found(registry.resolve(REPOSITORY, Tag.parse(tag)));
                    assertThat(facts.digest().value()).isEqualTo(digest(server, tag));
                    assertThat(found(registry.resolve(REPOSITORY, facts.digest())))
                            .isEqualTo(facts);
                    assertThat(facts.time()).isEqualTo(ImageTime.created(tag.equals("index") ? LATE : EARLY));
                    assertThat(facts.source()).isEqualTo(tag.equals("index") ? null : "https://git.example/app");
                }
                assertThat(registry.resolve(REPOSITORY, Tag.parse("nope"))).isEqualTo(new Resolution.Missing());
            }
        }

        private void push(RealRegistry server, Path layout, String from, String to, String option) throws Exception {
            RealPart.run(
                    folder,
                    "skopeo",
                    "copy",
                    "--insecure-policy",
                    "--dest-tls-verify=false",
                    "--dest-creds=" + RealRegistry.USER + ":" + RealRegistry.PASSWORD,
                    option,
                    "oci:" + layout + ":" + from,
                    "docker://" + server.host() + "/" + REPOSITORY.path() + ":" + to);
        }

        private String digest(RealRegistry server, String tag) throws Exception {
            var file = folder.resolve("manifest-" + tag);
            Files.writeString(
                    file,
                    RealPart.run(
                            folder,
                            "skopeo",
                            "inspect",
                            "--raw",
                            "--tls-verify=false",
                            "--creds=" + RealRegistry.USER + ":" + RealRegistry.PASSWORD,
                            "docker://" + server.host() + "/" + REPOSITORY.path() + ":" + tag));
            return RealPart.run(folder, "skopeo", "manifest-digest", file.toString())
                    .strip();
        }
    }

    @Test
    void a_real_registry_denies_a_request_without_an_account() throws Exception {
        try (var server = new RealRegistry(folder)) {
            var config = RegistryConfig.of(List.of(Fixtures.HOST + "=" + server.url()), CredentialSource.none());
            var registry = new RoutingImageRegistry(config, Clock.systemUTC());

            assertThat(problemOf(() -> registry.resolve(REPOSITORY, TAG)).code())
                    .isEqualTo(ProblemCode.REGISTRY_DENIED);
        }
    }
}
