// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.found;
import static io.meshcloud.idp.registry.Fixtures.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.layout.LayoutStore;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Resolution;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts that an index lists many times are requested once. */
class SharedPartsTest extends ServedLayout {
    private static final String CONFIG = "{\"created\":\"" + EARLY + "\"}";

    private void putIndex(List<byte[]> manifests) {
        putIndex(MediaTypes.OCI_MANIFEST, manifests);
    }

    private void putIndex(String type, List<byte[]> manifests) {
        var index = Json.emptyObject();
        index.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        var entries = index.putArray("manifests");
        for (var manifest : manifests) {
            writer.blob(manifest);
            entries.add(OciLayoutWriter.descriptor(type, manifest));
        }
        writer.put(TAG, MediaTypes.OCI_INDEX, Json.write(index));
    }

    private byte[] image(int number) {
        return manifest(
                writer,
                MediaTypes.OCI_CONFIG,
                CONFIG,
                List.of(MediaTypes.OCI_LAYER_GZIP),
                json -> json.putObject("annotations").put("number", number));
    }

    private long requests(String part) {
        return server.requests().stream()
                .filter(request -> request.path().contains(part))
                .count();
    }

    @Test
    void the_config_of_a_hundred_images_is_read_once() {
        putIndex(IntStream.range(0, 100).mapToObj(this::image).toList());

        var facts = found(resolve());

        assertThat(facts.time()).isEqualTo(ImageTime.created(EARLY));
        assertThat(facts.parts()).hasSize(100);
        assertThat(requests("/blobs/")).isEqualTo(1);
    }

    @Test
    void an_image_that_is_listed_a_thousand_times_is_read_once() {
        putIndex(Collections.nCopies(1_000, image(0)));

        assertThat(found(resolve()).time()).isEqualTo(ImageTime.created(EARLY));
        assertThat(requests("/manifests/")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void an_index_of_indexes_that_contain_no_image_is_not_an_image(int levels) {
        List<byte[]> inner = List.of();
        for (int i = 0; i < levels; i++) {
            putIndex(MediaTypes.OCI_INDEX, inner);
            inner = List.of(tagged());
        }

        assertThat(resolve())
                .isEqualTo(
                        levels <= 4
                                ? new Resolution.NotAnImage(MediaTypes.OCI_INDEX)
                                : new Resolution.Unreadable(
                                        "is an index of more than 4 levels, and the levels that were read contain no image"));
    }

    private byte[] tagged() {
        return new LayoutStore(root, REPOSITORY).manifest(TAG).orElseThrow().array();
    }
}
