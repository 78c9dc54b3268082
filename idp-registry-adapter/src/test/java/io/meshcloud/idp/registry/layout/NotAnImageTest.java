// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Resolution;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotAnImageTest extends LayoutImages {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void an_image_in_the_last_of_a_few_levels_is_found(int levels) {
        putLevels(levels, List.of(imageDescriptor(image(EARLY))));

        assertThat(facts().time()).isEqualTo(ImageTime.created(EARLY));
    }

    @Test
    void an_image_next_to_too_many_levels_is_found_without_a_time() {
        putLevels(1, List.of(imageDescriptor(image(EARLY)), levels(5, List.of())));

        assertThat(facts().time()).isNull();
    }

    @Nested
    class Are_refused_for {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/vnd.cncf.helm.config.v1+json",
                    "application/vnd.oci.empty.v1+json",
                    "application/vnd.unknown.config.v1+json",
                    "application/vnd.wasm.config.v0+json"
                })
        void another_config_than_an_images(String configType) {
            writer.put(TAG, MediaTypes.OCI_MANIFEST, manifest(writer, configType, "{}", LAYERS));

            assertNotAnImage(configType);
        }

        @Test
        void an_artifact_type() {
            put("{}", manifest -> manifest.put("artifactType", "application/spdx+json"));

            assertNotAnImage("application/spdx+json");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/vnd.dev.cosign.simplesigning.v1+json",
                    "application/vnd.cyclonedx+json",
                    "application/vnd.in-toto+json",
                    "text/spdx"
                })
        void layers_without_a_file_system_and_an_images_config(String layerType) {
            writer.put(
                    TAG,
                    MediaTypes.OCI_MANIFEST,
                    manifest(writer, MediaTypes.OCI_CONFIG, "{\"created\":\"" + EARLY + "\"}", List.of(layerType)));

            assertNotAnImage(layerType);
        }

        @Test
        void a_layer_without_a_media_type() {
            writer.put(TAG, MediaTypes.OCI_MANIFEST, manifest(writer, MediaTypes.OCI_CONFIG, "{}", List.of("")));

            assertNotAnImage("layer without a media type");
        }

        @Test
        void a_media_type_that_is_cut_because_it_is_too_long() {
            writer.put(TAG, MediaTypes.OCI_MANIFEST, manifest(writer, "a".repeat(100_000), "{}", LAYERS));

            assertNotAnImage("a".repeat(255));
        }

        @Test
        void an_index_of_artifacts() {
            var chart = descriptor(manifest(writer, "application/vnd.cncf.helm.config.v1+json", "{}", List.of()));
            putIndex(List.of(chart), index -> {});

            assertNotAnImage("application/vnd.cncf.helm.config.v1+json");
        }

        @Test
        void an_index_with_an_artifact_type() {
            putIndex(List.of(imageDescriptor(image(EARLY))), index -> index.put("artifactType", "text/x-sbom"));

            assertNotAnImage("text/x-sbom");
        }

        /** The index of a build cache. */
        @Test
        void an_index_of_layers() {
            putIndex(
                    List.of(
                            OciLayoutWriter.descriptor(MediaTypes.OCI_LAYER_GZIP, new byte[] {1}),
                            OciLayoutWriter.descriptor("application/vnd.buildkit.cacheconfig.v0", new byte[] {2})),
                    index -> {});

            assertNotAnImage(MediaTypes.OCI_LAYER_GZIP);
        }

        @Test
        void an_index_of_nothing() {
            putIndex(List.of(), index -> {});

            assertNotAnImage(MediaTypes.OCI_INDEX);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3, 4})
        void levels_of_indexes_without_an_image(int levels) {
            putLevels(levels, List.of());

            assertNotAnImage(MediaTypes.OCI_INDEX);
        }

        @ParameterizedTest
        @ValueSource(ints = {5, 6, 7, 8, 100})
        void more_levels_of_indexes_than_are_read(int levels) {
            putLevels(levels, List.of());
            assertUnreadable("is an index of more than 4 levels, and the levels that were read contain no image");

            putLevels(levels, List.of(imageDescriptor(image(EARLY))));
            assertUnreadable("is an index of more than 4 levels, and the levels that were read contain no image");
        }

        @Test
        void more_artifacts_in_an_index_than_are_read() {
            var charts = IntStream.range(0, 101)
                    .mapToObj(number ->
                            descriptor(manifest(writer, "application/vnd.example.chart." + number, "{}", List.of())))
                    .toList();
            putIndex(charts, index -> {});

            assertUnreadable("lists more than 100 manifests, without an image among these");
        }

        private void assertUnreadable(String why) {
            assertThat(resolve()).isEqualTo(new Resolution.Unreadable(why));
        }

        @Test
        void dockers_schema_1() {
            writer.put(TAG, MediaTypes.DOCKER_SCHEMA1_SIGNED, "{\"schemaVersion\":1}".getBytes(StandardCharsets.UTF_8));

            assertNotAnImage(MediaTypes.DOCKER_SCHEMA1);
        }

        @Test
        void a_manifest_of_an_unknown_media_type() {
            var bytes = "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.artifact.manifest.v1+json\"}";
            writer.put(TAG, "", bytes.getBytes(StandardCharsets.UTF_8));

            assertNotAnImage("application/vnd.oci.artifact.manifest.v1+json");
        }
    }
}
