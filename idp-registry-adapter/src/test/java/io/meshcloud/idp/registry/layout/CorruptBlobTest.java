// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.LATE;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Corrupt blobs and links are a problem with the name of the file. */
class CorruptBlobTest extends CorruptLayout {
    @Nested
    class A_blob {
        @Test
        void of_a_tagged_manifest_is_missing() throws IOException {
            Files.delete(blob(digest));

            assertCorrupt("blobs/sha256/" + digest.hex(), "is missing");
            assertThat(resolveDigest().code()).isEqualTo(ProblemCode.LAYOUT_CORRUPT);
        }

        @Test
        void of_a_config_is_missing() throws IOException {
            var config = configDigest();
            Files.delete(blob(config));

            assertCorrupt("blobs/sha256/" + config.hex(), "is missing");
        }

        @Test
        void of_an_image_of_an_index_is_missing() throws IOException {
            writer.writeIndex(TAG, List.of(image(EARLY), image(LATE)));
            Files.delete(blob(digest));

            assertCorrupt("blobs/sha256/" + digest.hex(), "is missing");
        }

        @Test
        void of_a_manifest_contains_other_bytes() throws IOException {
            flipLastByte(blob(digest));

            assertLies(resolve(), digest);
            assertLies(resolveDigest(), digest);
        }

        @Test
        void of_a_config_contains_other_bytes() throws IOException {
            var config = configDigest();
            flipLastByte(blob(config));

            assertLies(resolve(), config);
        }

        @Test
        void of_a_manifest_is_truncated() throws IOException {
            Files.write(blob(digest), Arrays.copyOf(Files.readAllBytes(blob(digest)), 20));

            assertLies(resolve(), digest);
        }

        @Test
        void of_a_manifest_is_huge() throws IOException {
            Files.write(blob(digest), new byte[Json.MAX_BYTES + 1]);

            assertCorrupt("blobs/sha256/" + digest.hex(), "is larger than");
        }

        @Test
        void named_by_a_tag_must_be_a_manifest() {
            var bytes = "{\"schemaVersion\":3}".getBytes(StandardCharsets.UTF_8);
            digest = writer.put(TAG, MediaTypes.OCI_MANIFEST, bytes);

            assertCorrupt("blobs/sha256/" + digest.hex(), "is not a manifest");
        }

        @Test
        void is_a_manifest_and_an_index_at_once() {
            var manifest = Fixtures.manifest(
                    writer, MediaTypes.OCI_CONFIG, "{}", List.of(), json -> json.putArray("manifests"));
            digest = writer.put(TAG, MediaTypes.OCI_MANIFEST, manifest);

            assertCorrupt("blobs/sha256/" + digest.hex(), "at once");
        }

        @Test
        void is_a_folder() throws IOException {
            Files.delete(blob(digest));
            Files.createDirectory(blob(digest));

            assertCorrupt("blobs/sha256/" + digest.hex(), "is not a regular file");
        }
    }

    @Nested
    class A_symbolic_link {
        @Test
        void leads_a_blob_out_of_the_layout() throws IOException {
            moveAndLink(blob(digest), root.resolve("outside"));

            assertCorrupt("blobs/sha256/" + digest.hex(), "symbolic link");
        }

        @Test
        void leads_all_blobs_out_of_the_layout() throws IOException {
            moveAndLink(folder.resolve("blobs"), root.resolve("outside"));

            assertCorrupt("blobs/sha256/" + digest.hex(), "symbolic link");
        }

        @Test
        void leads_the_repository_out_of_the_registry(@TempDir Path elsewhere) throws IOException {
            moveAndLink(folder, elsewhere.resolve("layout"));

            assertCorrupt("oci-layout", "symbolic link");
        }

        @Test
        void leads_to_nothing() throws IOException {
            Files.delete(blob(digest));
            Files.createSymbolicLink(blob(digest), Path.of("nothing"));

            assertCorrupt("blobs/sha256/" + digest.hex(), "symbolic link to nothing");
        }

        @Test
        void within_the_layout_is_followed() throws IOException {
            moveAndLink(blob(digest), folder.resolve("kept"));

            assertThat(Fixtures.found(new OciLayoutImageRegistry(root).resolve(REPOSITORY, TAG))
                            .digest())
                    .isEqualTo(digest);
        }
    }

    @Test
    void a_part_of_the_path_that_is_a_file_is_reported() throws IOException {
        var other = ImageRepository.parse(Fixtures.HOST + "/file/app");
        Files.writeString(root.resolve("file"), "");

        var problem = problemOf(() -> new OciLayoutImageRegistry(root).resolve(other, TAG));

        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        assertThat(problem.where()).startsWith(root.resolve("file/app").toString());
    }
}
