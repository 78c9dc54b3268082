// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.copy.ImageStore;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.image.StoredManifest;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.layout.LayoutStore;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.registry.RegistryServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images for several platforms, with a signature and an SBOM, between layouts and real registries. */
class RealTransferIT {
    private static final Tag PROMOTED = Tag.parse("1.0.0-promoted");
    private static final ImageRepository BUILT = ImageRepository.parse("layout.example/app/dev");
    private static final ImageRepository DEV = ImageRepository.parse("one.example/app/dev");
    private static final ImageRepository PROD = ImageRepository.parse("one.example/app/prod");
    private static final ImageRepository ELSEWHERE = ImageRepository.parse("two.example/app/prod");

    @TempDir
    private Path folder;

    private RegistryServer one;
    private RegistryServer two;
    private Digest digest;
    private Digest child;
    private Digest sbom;
    private Digest signature;

    @BeforeEach
    void build() throws Exception {
        RealPart.require("skopeo");
        one = RegistryServer.start(Files.createDirectory(folder.resolve("one")), "");
        two = RegistryServer.start(Files.createDirectory(folder.resolve("two")), "");
        var writer = OciLayoutWriter.in(folder.resolve("layouts"), BUILT);
        var amd64 = OciImage.created(Instant.parse("2026-11-01T00:00:00Z"));
        digest = writer.writeIndex(Tag.parse("1.0.0"), List.of(amd64, amd64.on("linux", "arm64")));
        var layout = new LayoutStore(folder.resolve("layouts"), BUILT);
        var index = layout.manifest(digest).orElseThrow();
        child = Digest.parse(
                Json.object(index.array()).at("/manifests/1/digest").asText());
        sbom = put(layout, artifact(writer, "application/spdx+json", index));
        var signed = artifact(writer, "application/vnd.dev.cosign.simplesigning.v1+json", null);
        signature = put(layout, signed);
        layout.tag(signed, Tag.parse("sha256-" + digest.hex() + ".sig"));
    }

    @AfterEach
    void stop() {
        if (one != null) {
            one.close();
        }
        if (two != null) {
            two.close();
        }
    }

    private static Digest put(LayoutStore layout, StoredManifest manifest) {
        layout.put(manifest);
        return manifest.digest();
    }

    /** An artifact with its digest; an attachment if a subject is given. */
    private static StoredManifest artifact(OciLayoutWriter writer, String type, StoredManifest subject) {
        var manifest = Json.emptyObject()
                .put("schemaVersion", 2)
                .put("mediaType", MediaTypes.OCI_MANIFEST)
                .put("artifactType", type);
        manifest.set("config", described(writer, "application/vnd.oci.empty.v1+json", "{}"));
        manifest.putArray("layers").add(described(writer, type, "about it: " + type));
        if (subject != null) {
            manifest.set("subject", OciLayoutWriter.descriptor(subject.mediaType(), subject.array()));
        }
        var bytes = Json.write(manifest);
        return StoredManifest.of(MediaTypes.OCI_MANIFEST, bytes);
    }

    private static ObjectNode described(OciLayoutWriter writer, String type, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        writer.blob(bytes);
        return OciLayoutWriter.descriptor(type, bytes);
    }

    private RegistryConfig config() {
        var credential = new Credential(RegistryServer.USER, RegistryServer.PASSWORD, "a test");
        return RegistryConfig.of(
                List.of(
                        "layout.example=oci:" + folder.resolve("layouts"),
                        "one.example=" + one.url(),
                        "two.example=" + two.url()),
                host -> Optional.of(credential));
    }

    private RoutingImageTransfer transfer() {
        return new RoutingImageTransfer(config(), Clock.systemUTC());
    }

    private ImageStore store(ImageRepository repository) {
        return transfer().open(repository);
    }

    /** Asserts that everything was copied and another tool can read it. */
    private void assertWhole(ImageRepository repository, RegistryServer server) {
        var place = store(repository);
        assertThat(place.manifest(PROMOTED)).map(StoredManifest::digest).contains(digest);
        assertThat(place.hasManifest(child)).isTrue();
        assertThat(place.referrers(digest, 10)).containsExactly(sbom);
        assertThat(place.manifest(Tag.parse("sha256-" + digest.hex() + ".sig")))
                .map(StoredManifest::digest)
                .contains(signature);
        var out = folder.resolve("pulled-" + repository.host());
        RealPart.run(
                folder,
                "skopeo",
                "copy",
                "--all",
                "--preserve-digests",
                "--insecure-policy",
                "--src-tls-verify=false",
                "--src-creds",
                RegistryServer.USER + ":" + RegistryServer.PASSWORD,
                "docker://" + server.host() + "/" + repository.path() + ":" + PROMOTED,
                "oci:" + out + ":pulled");
        assertThat(out.resolve("blobs/sha256").resolve(child.hex())).exists();
    }

    @Nested
    class Within_a_registry {
        @BeforeEach
        void push() {
            transfer().transfer(BUILT, digest, DEV, Tag.parse("1.0.0"));
        }

        @Test
        void blobs_are_mounted_and_nothing_is_downloaded() {
            var done = transfer().transfer(DEV, digest, PROD, PROMOTED);

            assertThat(done.uploaded()).isZero();
            assertThat(done.bytes()).isZero();
            assertThat(done.mounted()).isPositive();
            // The index, its two images, the SBOM with the list that contains it, the signature.
            assertThat(done.manifests()).isEqualTo(6);
            assertThat(done.tagged()).isTrue();
            assertWhole(PROD, one);
        }

        @Test
        void a_second_copy_writes_nothing() {
            transfer().transfer(DEV, digest, PROD, PROMOTED);

            assertThat(transfer().transfer(DEV, digest, PROD, PROMOTED).isUnchanged())
                    .isTrue();
        }

        @Test
        void a_signature_that_was_added_later_is_copied() throws Exception {
            transfer().transfer(DEV, digest, PROD, PROMOTED);
            var writer = OciLayoutWriter.in(folder.resolve("layouts"), BUILT);
            var layout = new LayoutStore(folder.resolve("layouts"), BUILT);
            var later = artifact(
                    writer,
                    "application/vnd.in-toto+json",
                    layout.manifest(digest).orElseThrow());
            put(layout, later);
            transfer().transfer(BUILT, digest, DEV, Tag.parse("1.0.0"));

            transfer().transfer(DEV, digest, PROD, PROMOTED);

            assertThat(store(PROD).referrers(digest, 10)).hasSize(2);
        }

        @Test
        void an_sbom_that_an_earlier_copy_did_not_list_is_listed() {
            transfer().transfer(DEV, sbom, PROD, Tag.parse("an-sbom-alone"));

            transfer().transfer(DEV, digest, PROD, PROMOTED);

            assertWhole(PROD, one);
        }

        @Test
        void a_tag_of_another_image_is_not_changed() {
            var other = OciLayoutWriter.in(folder.resolve("layouts"), BUILT)
                    .write(Tag.parse("other"), OciImage.created(Instant.parse("2026-11-02T00:00:00Z")));
            transfer().transfer(BUILT, other, PROD, PROMOTED);

            var problem = problemOf(() -> transfer().transfer(DEV, digest, PROD, PROMOTED));

            assertThat(problem.code()).isEqualTo(ProblemCode.TAG_TAKEN);
            assertThat(store(PROD).manifest(PROMOTED))
                    .map(StoredManifest::digest)
                    .contains(other);
            assertThat(store(PROD).hasManifest(digest)).isFalse();
        }

        @Test
        void a_missing_image_is_named() {
            var gone = Digest.of(new byte[] {1});

            var problem = problemOf(() -> transfer().transfer(DEV, gone, PROD, PROMOTED));

            assertThat(problem.code()).isEqualTo(ProblemCode.IMAGE_NOT_FOUND);
            assertThat(problem.where()).isEqualTo(DEV.toString());
        }
    }

    @Nested
    class Between_registries {
        @Test
        void the_bytes_are_copied_unchanged() {
            transfer().transfer(BUILT, digest, DEV, Tag.parse("1.0.0"));

            var done = transfer().transfer(DEV, digest, ELSEWHERE, PROMOTED);

            assertThat(done.mounted()).isZero();
            assertThat(done.uploaded()).isPositive();
            assertThat(done.bytes()).isPositive();
            assertWhole(ELSEWHERE, two);
        }

        @Test
        void an_image_is_copied_from_and_to_a_layout() {
            transfer().transfer(BUILT, digest, DEV, Tag.parse("1.0.0"));
            var back = ImageRepository.parse("layout.example/app/back");

            transfer().transfer(DEV, digest, back, PROMOTED);

            var layout = new LayoutStore(folder.resolve("layouts"), back);
            assertThat(layout.manifest(PROMOTED)).map(StoredManifest::digest).contains(digest);
            assertThat(layout.referrers(digest, 10)).hasSize(1);
            assertThat(layout.hasManifest(child)).isTrue();
        }

        @Test
        void a_layer_of_many_megabytes_is_copied() {
            var writer = OciLayoutWriter.in(folder.resolve("layouts"), BUILT);
            var layout = new LayoutStore(folder.resolve("layouts"), BUILT);
            var layer = new byte[40 << 20];
            writer.blob(layer);
            var manifest = Json.emptyObject().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
            manifest.set("config", described(writer, MediaTypes.OCI_CONFIG, "{\"created\":\"2026-11-01T00:00:00Z\"}"));
            manifest.putArray("layers").add(OciLayoutWriter.descriptor(MediaTypes.OCI_LAYER_GZIP, layer));
            var bytes = Json.write(manifest);
            layout.put(StoredManifest.of(MediaTypes.OCI_MANIFEST, bytes));
            transfer().transfer(BUILT, Digest.of(bytes), DEV, Tag.parse("big"));

            var done = transfer().transfer(DEV, Digest.of(bytes), ELSEWHERE, PROMOTED);

            assertThat(done.bytes()).isGreaterThan(layer.length);
        }
    }

    @Nested
    class With_tokens {
        @Test
        void one_token_reads_the_source_and_writes_the_target() throws Exception {
            try (var tokens = new TokenService(folder);
                    var guarded = RegistryServer.startGuarded(
                            Files.createDirectory(folder.resolve("guarded")), tokens.auth())) {
                tokens.allow("ci", "ci-pass-4712", "app/dev", "pull", "push");
                tokens.allow("promoter", "promoter-4713", "app/dev", "pull");
                tokens.allow("promoter", "promoter-4713", "app/prod", "pull", "push");
                of(guarded, "ci", "ci-pass-4712").transfer(BUILT, digest, DEV, Tag.parse("1.0.0"));

                var done = of(guarded, "promoter", "promoter-4713").transfer(DEV, digest, PROD, PROMOTED);

                assertThat(done.uploaded()).isZero();
                assertThat(done.mounted()).isPositive();
            }
        }

        @Test
        void an_account_without_push_rights_is_denied_and_writes_nothing() throws Exception {
            try (var tokens = new TokenService(folder);
                    var guarded = RegistryServer.startGuarded(
                            Files.createDirectory(folder.resolve("guarded")), tokens.auth())) {
                tokens.allow("ci", "ci-pass-4712", "app/dev", "pull", "push");
                tokens.allow("reader", "reader-4714", "app/dev", "pull");
                tokens.allow("reader", "reader-4714", "app/prod", "pull");
                of(guarded, "ci", "ci-pass-4712").transfer(BUILT, digest, DEV, Tag.parse("1.0.0"));

                var problem =
                        problemOf(() -> of(guarded, "reader", "reader-4714").transfer(DEV, digest, PROD, PROMOTED));

                assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
                assertThat(problem.fix()).contains("may push to it");
                assertThat(problem.toString() + problem.fix()).doesNotContain("4714", "eyJ");
            }
        }

        private RoutingImageTransfer of(RegistryServer server, String user, String password) {
            var credential = new Credential(user, password, "a test");
            var config = RegistryConfig.of(
                    List.of("layout.example=oci:" + folder.resolve("layouts"), "one.example=" + server.url()),
                    host -> Optional.of(credential));
            return new RoutingImageTransfer(config, Clock.systemUTC());
        }
    }
}
