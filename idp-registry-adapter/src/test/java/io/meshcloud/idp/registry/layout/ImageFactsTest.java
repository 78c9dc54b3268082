// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.LATE;
import static io.meshcloud.idp.registry.Fixtures.REVISION;
import static io.meshcloud.idp.registry.Fixtures.SOURCE;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.spi.registry.ImageTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFactsTest extends LayoutImages {
    @Nested
    class Of_an_image {
        @Test
        void are_the_configs_time_and_labels() {
            writer.write(
                    TAG, image(EARLY).label(SOURCE, "https://git.example/app").label(REVISION, "abc"));

            var facts = facts();

            assertThat(facts.time()).isEqualTo(ImageTime.created(EARLY));
            assertThat(facts.source()).isEqualTo("https://git.example/app");
            assertThat(facts.revision()).isEqualTo("abc");
        }

        @Test
        void fall_back_to_the_manifests_annotations_label_by_label() {
            put(
                    "{\"config\":{\"Labels\":{\"" + SOURCE + "\":\"label\",\"" + REVISION + "\":\" \"}}}",
                    manifest -> manifest.putObject("annotations")
                            .put(SOURCE, "annotation")
                            .put(REVISION, "annotation"));

            assertThat(facts().source()).isEqualTo("label");
            assertThat(facts().revision()).isEqualTo("annotation");
        }

        @ParameterizedTest
        @CsvSource({
            "2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z",
            "2026-01-02T03:04:05.123456789Z, 2026-01-02T03:04:05.123456789Z",
            "2026-01-02T05:04:05+02:00, 2026-01-02T03:04:05Z",
            "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z"
        })
        void have_the_created_time_of_any_offset_and_precision(String created, Instant expected) {
            put("{\"created\":\"" + created + "\"}", manifest -> {});

            assertThat(facts().time()).isEqualTo(ImageTime.created(expected));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"created\":null}",
                    "{\"created\":1767225600}",
                    "{\"created\":\"yesterday\"}",
                    "{\"created\":\"2026-01-02\"}",
                    "{\"created\":\"2026-13-02T03:04:05Z\"}",
                    "{\"created\":\"+99999-01-02T03:04:05Z\"}",
                    "{\"created\":\"2026-01-02T03:04:05\"}",
                    "{\"created\":\"2026-01-0",
                    "[]",
                    "not json",
                    "{\"config\":null}"
                })
        void have_no_time_without_one_in_the_config(String config) {
            put(config, manifest -> {});

            assertThat(facts().time()).isNull();
        }

        @Test
        void ignore_labels_that_are_not_text() {
            put("{\"config\":{\"Labels\":{\"" + SOURCE + "\":[1],\"" + REVISION + "\":7}}}", manifest -> {});

            assertThat(facts().source()).isNull();
            assertThat(facts().revision()).isNull();
        }

        @Test
        void have_labels_that_are_cut() {
            var whole = "x".repeat(299) + "\uD83D\uDE00";
            put(
                    "{\"config\":{\"Labels\":{\"" + SOURCE + "\":\"" + whole + "\"}}}",
                    manifest -> manifest.putObject("annotations").put(REVISION, "y".repeat(1_000)));

            assertThat(facts().source()).isEqualTo("x".repeat(299));
            assertThat(facts().revision()).isEqualTo("y".repeat(300));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"created\":\"2026-01-02T03:04:05Z\",\"created\":\"2026-01-02T03:04:06Z\"}",
                    "{\"config\":{},\"created\":\"2026-01-02T03:04:05Z\",\"config\":{}}",
                    "{\"created\":\"2026-01-02T03:04:05Z\"} {}"
                })
        void are_unknown_if_parsers_could_read_different_ones(String config) {
            put(config, manifest -> {});

            assertThat(facts().time()).isNull();
        }

        @Test
        void are_read_from_a_config_that_is_large_and_mostly_not_needed() {
            var history = "{\"created\":\"2020-01-01T00:00:00Z\",\"Labels\":{\"" + SOURCE + "\":\"other\"}},";
            put("{\"history\":[" + history.repeat(30_000) + "{}],\"created\":\"" + EARLY + "\"}", manifest -> {});

            assertThat(facts().time()).isEqualTo(ImageTime.created(EARLY));
            assertThat(facts().source()).isNull();
        }

        @Test
        void are_read_from_an_image_without_layers() {
            writer.put(
                    TAG,
                    MediaTypes.OCI_MANIFEST,
                    manifest(writer, MediaTypes.OCI_CONFIG, "{\"created\":\"" + EARLY + "\"}", List.of()));

            assertThat(facts().time()).isEqualTo(ImageTime.created(EARLY));
        }
    }

    @Nested
    class Of_an_index {
        @Test
        void have_the_time_of_the_newest_image() {
            writer.writeIndex(TAG, List.of(image(EARLY), image(LATE).on("linux", "arm64"), image(EARLY)));

            assertThat(facts().time()).isEqualTo(ImageTime.created(LATE));
        }

        @Test
        void ignore_attestations() {
            var old = imageDescriptor(image(EARLY));
            var attestation = imageDescriptor(image(LATE));
            attestation.putObject("annotations").put("vnd.docker.reference.type", "attestation-manifest");
            var unknown = imageDescriptor(image(LATE));
            unknown.putObject("platform").put("architecture", "unknown").put("os", "unknown");
            putIndex(List.of(old, attestation, unknown), index -> {});

            assertThat(facts().time()).isEqualTo(ImageTime.created(EARLY));
        }

        @Test
        void have_no_time_when_one_image_has_none() {
            var untold = put("{}", manifest -> {});
            putIndex(List.of(imageDescriptor(image(LATE)), untold), index -> {});

            assertThat(facts().time()).isNull();
        }

        @Test
        void have_the_label_that_all_images_share() {
            writer.writeIndex(
                    TAG,
                    List.of(
                            image(EARLY).label(SOURCE, "same").label(REVISION, "one"),
                            image(LATE).label(SOURCE, "same").label(REVISION, "other")));

            assertThat(facts().source()).isEqualTo("same");
            assertThat(facts().revision()).isNull();
        }

        @Test
        void have_no_label_that_only_some_images_carry() {
            writer.writeIndex(TAG, List.of(image(EARLY).label(SOURCE, "some"), image(LATE)));

            assertThat(facts().source()).isNull();
        }

        @Test
        void prefer_the_indexs_own_annotation() {
            var child = imageDescriptor(image(EARLY).label(SOURCE, "of the image"));
            putIndex(List.of(child), index -> index.putObject("annotations").put(SOURCE, "of the index"));

            assertThat(facts().source()).isEqualTo("of the index");
        }

        @Test
        void ignore_other_artifacts_next_to_images() {
            var chart = descriptor(manifest(writer, "application/vnd.example.chart", "{}", List.of()));
            putIndex(List.of(chart, imageDescriptor(image(EARLY))), index -> {});

            assertThat(facts().time()).isEqualTo(ImageTime.created(EARLY));
        }

        @Test
        void have_no_time_with_more_images_than_the_limit() {
            var children = new ArrayList<ObjectNode>();
            for (int i = 0; i < 101; i++) {
                children.add(imageDescriptor(image(EARLY.plusSeconds(i))));
            }
            putIndex(children, index -> {});

            assertThat(facts().time()).isNull();
        }
    }

    @Test
    void docker_manifests_and_lists_are_read_like_oci_ones() {
        var config = "{\"created\":\"" + EARLY + "\"}";
        var image = manifest(
                writer,
                MediaTypes.DOCKER_CONFIG,
                config,
                List.of("application/vnd.docker.image.rootfs.diff.tar.gzip"),
                manifest -> manifest.put("mediaType", MediaTypes.DOCKER_MANIFEST));
        writer.blob(image);
        var list = Json.emptyObject();
        list.put("schemaVersion", 2).put("mediaType", MediaTypes.DOCKER_LIST);
        list.putArray("manifests").add(OciLayoutWriter.descriptor(MediaTypes.DOCKER_MANIFEST, image));
        var digest = writer.put(TAG, MediaTypes.DOCKER_LIST, Json.write(list));

        assertThat(facts().digest()).isEqualTo(digest);
        assertThat(facts().time()).isEqualTo(ImageTime.created(EARLY));
    }
}
