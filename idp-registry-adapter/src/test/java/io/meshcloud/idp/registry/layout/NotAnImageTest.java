// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.manifest;

import io.meshcloud.idp.registry.image.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotAnImageTest extends LayoutImages {
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
