// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.LATE;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.image.Descriptor;
import io.meshcloud.idp.registry.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OciLayoutWriterTest {
    private static final OciImage IMAGE = OciImage.created(EARLY)
            .label("b", "2")
            .label("a", "1")
            .entrypoint("/app/hello", "--port=8080")
            .user("10001")
            .file("app/hello", Bytes.utf8("#!/bin/sh\n"), true)
            .file("etc/motd", Bytes.utf8("x".repeat(100_000)), false);

    @TempDir
    Path folder;

    @Test
    void equal_images_give_equal_bytes() throws IOException {
        var one = folder.resolve("one");
        var two = folder.resolve("two");

        var digest = new OciLayoutWriter(one).write(TAG, IMAGE);

        assertThat(new OciLayoutWriter(two).write(TAG, IMAGE)).isEqualTo(digest);
        assertThat(files(one)).isEqualTo(files(two)).hasSize(6);
    }

    @Test
    void two_instances_that_write_one_layout_lose_no_tag() {
        var writers = List.of(new OciLayoutWriter(folder), new OciLayoutWriter(folder));

        IntStream.range(0, 40)
                .parallel()
                .forEach(number -> writers.get(number % 2).write(Tag.parse("t" + number), IMAGE));

        var layout = new OciLayout(folder, folder);
        assertThat(layout.entries())
                .extracting(entry -> entry.tag().orElse(""))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 40).mapToObj(number -> "t" + number).toList());
    }

    @Test
    void a_layout_that_is_being_created_has_no_images_yet() throws IOException {
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");

        assertThat(new OciLayout(folder, folder).exists()).isFalse();
    }

    @Test
    void the_bytes_are_the_same_on_every_machine() {
        assertThat(new OciLayoutWriter(folder).write(TAG, IMAGE))
                .isEqualTo(Digest.parse("sha256:ba9ebac67399fa75b184c9d29e1dea89f6936613e9fd0b3204597f5b868edc5f"));
    }

    @Test
    void writing_twice_changes_nothing() throws IOException {
        var writer = new OciLayoutWriter(folder);
        writer.write(TAG, IMAGE);
        var before = files(folder);

        writer.write(TAG, IMAGE);

        assertThat(files(folder)).isEqualTo(before);
    }

    @Test
    void other_tags_and_entries_of_other_programs_are_kept() throws Exception {
        var writer = new OciLayoutWriter(folder);
        writer.write(Tag.parse("other"), Fixtures.image(LATE));
        var index = folder.resolve("index.json");
        Files.writeString(
                index, Files.readString(index).replace("\"annotations\":{", "\"annotations\":{\"by\":\"tool\","));

        writer.write(TAG, IMAGE);

        assertThat(Files.readString(index))
                .contains("\"by\":\"tool\"")
                .contains("\"other\"")
                .contains("\"" + TAG + "\"");
    }

    @Test
    void the_config_has_entrypoint_user_and_labels() throws Exception {
        var digest = new OciLayoutWriter(folder).write(TAG, IMAGE);

        var config = Json.object(
                blob(Json.object(blob(digest)).path("config").path("digest").asText()));

        assertThat(config.path("created").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(config.path("os").asText() + "/"
                        + config.path("architecture").asText())
                .isEqualTo("linux/amd64");
        assertThat(config.path("config").toString())
                .isEqualTo("{\"User\":\"10001\",\"Entrypoint\":[\"/app/hello\",\"--port=8080\"],"
                        + "\"Labels\":{\"a\":\"1\",\"b\":\"2\"}}");
    }

    @Test
    void the_layer_has_the_diff_id_of_the_config() throws Exception {
        var digest = new OciLayoutWriter(folder).write(TAG, IMAGE);
        var manifest = Json.object(blob(digest));
        var layer = blob(manifest.path("layers").get(0).path("digest").asText());
        var config = Json.object(blob(manifest.path("config").path("digest").asText()));

        var tar = new GZIPInputStream(new ByteArrayInputStream(layer)).readAllBytes();

        assertThat(config.path("rootfs").path("diff_ids").get(0).asText())
                .isEqualTo(Digest.of(tar).value());
        assertThat(new String(tar, StandardCharsets.US_ASCII))
                .contains("app/hello")
                .contains("#!/bin/sh");
    }

    @Test
    void an_image_without_files_is_an_image() {
        var digest = new OciLayoutWriter(folder).write(TAG, OciImage.created(EARLY));

        assertThat(digest).isNotNull();
    }

    @Test
    void an_index_names_the_platform_of_each_image() throws Exception {
        var digest = new OciLayoutWriter(folder).writeIndex(TAG, List.of(IMAGE, IMAGE.on("linux", "arm64")));

        var manifests = Json.object(blob(digest)).path("manifests");

        assertThat(manifests).hasSize(2);
        assertThat(Descriptor.parse(manifests.get(1)).platform()).isEqualTo("linux/arm64");
    }

    @Test
    void no_incomplete_file_remains() throws IOException {
        new OciLayoutWriter(folder).write(TAG, IMAGE);

        assertThat(files(folder).keySet()).noneMatch(name -> name.endsWith(".tmp"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../x", "a/../b", "a//b", "", "a/", "./a"})
    void a_path_that_leaves_the_image_is_refused(String path) {
        assertThatThrownBy(() -> OciImage.created(EARLY).file(path, Bytes.utf8(""), false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_file_in_place_of_the_folder_is_reported() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");

        var problem = problemOf(() -> new OciLayoutWriter(file).write(TAG, IMAGE));

        assertThat(problem.code()).isEqualTo(ProblemCode.DIRECTORY_NOT_WRITABLE);
        assertThat(problem.where()).startsWith(file.toString());
    }

    @Test
    void a_corrupt_index_is_not_overwritten() throws IOException {
        Files.writeString(folder.resolve("index.json"), "{");

        var problem = problemOf(() -> new OciLayoutWriter(folder).write(TAG, IMAGE));

        assertThat(problem.code()).isEqualTo(ProblemCode.LAYOUT_CORRUPT);
        assertThat(Files.readString(folder.resolve("index.json"))).isEqualTo("{");
    }

    @Test
    void an_index_that_is_larger_than_the_limit_is_not_read() throws IOException {
        var huge = "{\"manifests\":[]}" + " ".repeat(Json.MAX_BYTES);
        Files.writeString(folder.resolve("index.json"), huge);

        assertThat(problemOf(() -> new OciLayoutWriter(folder).write(TAG, IMAGE))
                        .what())
                .contains("is larger than");
        assertThat(folder.resolve("index.json")).hasContent(huge);
    }

    @Test
    void an_index_that_no_reader_would_accept_is_not_written() throws IOException {
        var full = "{\"manifests\":[],\"note\":\"" + "x".repeat(Json.MAX_BYTES - 100) + "\"}";
        Files.writeString(folder.resolve("index.json"), full);

        assertThat(problemOf(() -> new OciLayoutWriter(folder).write(TAG, IMAGE))
                        .what())
                .contains("is larger than");
        assertThat(folder.resolve("index.json")).hasContent(full);
    }

    private byte[] blob(Digest digest) throws IOException {
        return Files.readAllBytes(folder.resolve("blobs/sha256").resolve(digest.hex()));
    }

    private byte[] blob(String digest) throws IOException {
        return blob(Digest.parse(digest));
    }

    private static Map<String, Bytes> files(Path root) throws IOException {
        var found = new TreeMap<String, Bytes>();
        try (var all = Files.walk(root)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                found.put(root.relativize(file).toString(), Bytes.of(Files.readAllBytes(file)));
            }
        }
        return found;
    }
}
