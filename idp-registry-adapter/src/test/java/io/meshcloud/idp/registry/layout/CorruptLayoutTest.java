// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import static io.meshcloud.idp.registry.Fixtures.LATE;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Corrupt index.json and oci-layout files are a problem with the name of the file. */
class CorruptLayoutTest extends CorruptLayout {
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
        void has_an_entry_with_an_invalid_digest(String text) throws IOException {
            editFirstEntry(entry -> entry.put("digest", text));

            assertCorrupt("index.json", "is not a digest");
        }

        @Test
        void has_an_entry_with_a_digest_that_cannot_be_verified() throws IOException {
            editFirstEntry(entry -> entry.put("digest", "sha512:" + "0".repeat(128)));

            assertCorrupt("index.json", "only sha256");
        }

        @ParameterizedTest
        @ValueSource(longs = {-1, 1_000_000})
        void has_another_size_for_an_entry(long size) throws IOException {
            editFirstEntry(entry -> entry.put("size", size));

            assertThat(resolve().code()).isEqualTo(ProblemCode.LAYOUT_CORRUPT);
        }

        @Test
        void assigns_one_tag_to_two_digests() throws IOException {
            var other = writer.write(Tag.parse("other"), image(LATE));
            var index = folder.resolve("index.json");
            Files.writeString(index, Files.readString(index).replace("\"other\"", "\"" + TAG + "\""));

            assertCorrupt("index.json", "'" + TAG + "' for several digests");
            assertThat(other).isNotEqualTo(digest);
        }

        @Test
        void calls_an_image_an_index() throws IOException {
            editFirstEntry(entry -> entry.put("mediaType", MediaTypes.OCI_INDEX));

            assertCorrupt("blobs/sha256/" + digest.hex(), "was declared as");
        }
    }
}
