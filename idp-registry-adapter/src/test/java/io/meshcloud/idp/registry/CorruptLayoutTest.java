package io.meshcloud.idp.registry;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.LATE;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which a layout can contradict itself ends in a problem that names the file. */
class CorruptLayoutTest {
    @TempDir
    Path root;

    private Path folder;
    private OciLayoutWriter writer;
    private Digest digest;

    @BeforeEach
    void write() {
        folder = root.resolve("team-a/app1/dev");
        writer = OciLayoutWriter.in(root, REPOSITORY);
        digest = writer.write(TAG, image(EARLY));
    }

    @Nested
    class The_file_oci_layout {
        @Test
        void is_missing() throws IOException {
            Files.delete(folder.resolve("oci-layout"));

            assertCorrupt("oci-layout", "is missing");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "{\"imageLayout", "[]", "{} {}", "nonsense"})
        void is_not_a_json_object(String content) throws IOException {
            Files.writeString(folder.resolve("oci-layout"), content);

            assertCorrupt("oci-layout", "oci-layout is not");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "{\"imageLayoutVersion\":\"2.0.0\"}", "{\"imageLayoutVersion\":1}"})
        void is_of_another_version(String content) throws IOException {
            Files.writeString(folder.resolve("oci-layout"), content);

            assertCorrupt("oci-layout", "imageLayoutVersion");
        }
    }

    @Nested
    class The_file_index_json {
        @Test
        void is_missing() throws IOException {
            Files.delete(folder.resolve("index.json"));

            assertCorrupt("index.json", "is missing");
        }

        @Test
        void is_truncated() throws IOException {
            var bytes = Files.readAllBytes(folder.resolve("index.json"));
            Files.write(folder.resolve("index.json"), Arrays.copyOf(bytes, bytes.length / 2));

            assertCorrupt("index.json", "is not readable as JSON");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"manifests\":{}}",
                    "{}",
                    "{\"manifests\":[{}]}",
                    "{\"manifests\":[1]}",
                    "{\"manifests\":[],\"manifests\":[]}"
                })
        void is_not_an_index(String content) throws IOException {
            Files.writeString(folder.resolve("index.json"), content);

            assertCorrupt("index.json", "index.json ");
        }

        @Test
        void is_nested_deeper_than_any_index() throws IOException {
            Files.writeString(folder.resolve("index.json"), "{\"a\":".repeat(100_000));

            assertCorrupt("index.json", "is not readable as JSON");
        }

        @Test
        void is_huge() throws IOException {
            Files.write(folder.resolve("index.json"), new byte[Json.MAX_BYTES + 1]);

            assertCorrupt("index.json", "is larger than");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "sha256:../../../../../etc/passwd",
                    "sha256:..",
                    "../../x",
                    "sha256:ABCDEF",
                    "sha256:",
                    "md5",
                    "sha256:0000000000000000000000000000000000000000000000000000000000000000\\n"
                })
        void has_an_entry_whose_digest_is_none(String text) throws IOException {
            editFirstEntry(entry -> entry.put("digest", text));

            assertCorrupt("index.json", "is not a digest");
        }

        @Test
        void has_an_entry_of_a_digest_that_cannot_be_checked() throws IOException {
            editFirstEntry(entry -> entry.put("digest", "sha512:" + "0".repeat(128)));

            assertCorrupt("index.json", "only sha256");
        }

        @ParameterizedTest
        @ValueSource(longs = {-1, 1_000_000})
        void announces_another_size(long size) throws IOException {
            editFirstEntry(entry -> entry.put("size", size));

            assertThat(resolve().code()).isEqualTo(ProblemCode.LAYOUT_CORRUPT);
        }

        @Test
        void gives_one_tag_to_two_digests() throws IOException {
            var other = writer.write(Tag.parse("other"), image(LATE));
            var index = folder.resolve("index.json");
            Files.writeString(index, Files.readString(index).replace("\"other\"", "\"" + TAG + "\""));

            assertCorrupt("index.json", "'" + TAG + "' to several digests");
            assertThat(other).isNotEqualTo(digest);
        }

        @Test
        void calls_an_image_an_index() throws IOException {
            editFirstEntry(entry -> entry.put("mediaType", MediaTypes.OCI_INDEX));

            assertCorrupt("blobs/sha256/" + digest.hex(), "was announced as");
        }
    }

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
        void of_a_manifest_holds_other_bytes() throws IOException {
            flipLastByte(blob(digest));

            assertLies(resolve(), digest);
            assertLies(resolveDigest(), digest);
        }

        @Test
        void of_a_config_holds_other_bytes() throws IOException {
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
        void that_a_tag_names_is_not_a_manifest() {
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
    void a_part_of_the_path_that_is_a_file_is_told() throws IOException {
        var other = ImageRepository.parse(Fixtures.HOST + "/file/app");
        Files.writeString(root.resolve("file"), "");

        var problem = problemOf(() -> new OciLayoutImageRegistry(root).resolve(other, TAG));

        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        assertThat(problem.where()).startsWith(root.resolve("file/app").toString());
    }

    private void moveAndLink(Path from, Path to) throws IOException {
        Files.move(from, to);
        Files.createSymbolicLink(from, to);
    }

    private void editFirstEntry(Consumer<ObjectNode> edit) throws IOException {
        try {
            var json = Json.object(Files.readAllBytes(folder.resolve("index.json")));
            edit.accept((ObjectNode) json.path("manifests").get(0));
            Files.write(folder.resolve("index.json"), Json.write(json));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private Digest configDigest() throws IOException {
        try {
            var manifest = Json.object(Files.readAllBytes(blob(digest)));
            return Digest.parse(manifest.path("config").path("digest").textValue());
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private Path blob(Digest named) {
        return folder.resolve("blobs/sha256").resolve(named.hex());
    }

    private static void flipLastByte(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }

    private Problem resolve() {
        return problemOf(() -> new OciLayoutImageRegistry(root).resolve(REPOSITORY, TAG));
    }

    private Problem resolveDigest() {
        return problemOf(() -> new OciLayoutImageRegistry(root).resolve(REPOSITORY, digest));
    }

    private void assertCorrupt(String file, String why) {
        var problem = resolve();
        assertThat(problem.code()).isEqualTo(ProblemCode.LAYOUT_CORRUPT);
        assertThat(problem.where()).isEqualTo(folder.resolve(file).toString());
        assertThat(problem.what()).contains(why);
        assertThat(problem.fix()).isNotBlank();
    }

    private void assertLies(Problem problem, Digest named) {
        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_LIES);
        assertThat(problem.where()).isEqualTo(blob(named).toString());
    }
}
