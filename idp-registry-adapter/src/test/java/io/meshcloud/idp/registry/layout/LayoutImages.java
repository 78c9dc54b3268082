// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.found;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.Resolution;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Images and other artifacts in a layout, and their resolutions. */
abstract class LayoutImages {
    static final List<String> LAYERS = List.of(MediaTypes.OCI_LAYER_GZIP);

    @TempDir
    Path root;

    OciLayoutWriter writer;

    @BeforeEach
    void open() {
        writer = OciLayoutWriter.in(root, REPOSITORY);
    }

    ObjectNode put(String config, Consumer<ObjectNode> edit) {
        var bytes = manifest(writer, MediaTypes.OCI_CONFIG, config, LAYERS, edit);
        writer.put(TAG, MediaTypes.OCI_MANIFEST, bytes);
        return descriptor(bytes);
    }

    ObjectNode imageDescriptor(OciImage image) {
        var digest = writer.write(Tag.parse("child"), image);
        var layout = new OciLayout(root, root.resolve("team-a/app1/dev"));
        return descriptor(layout.blob(digest).orElseThrow());
    }

    ObjectNode descriptor(byte[] manifest) {
        writer.blob(manifest);
        return OciLayoutWriter.descriptor(MediaTypes.OCI_MANIFEST, manifest);
    }

    void putIndex(List<ObjectNode> children, Consumer<ObjectNode> edit) {
        var index = Json.emptyObject();
        index.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        index.putArray("manifests").addAll(children);
        edit.accept(index);
        writer.put(TAG, MediaTypes.OCI_INDEX, Json.write(index));
    }

    /** Tags an index of an index of ... of the children. */
    void putLevels(int levels, List<ObjectNode> children) {
        putIndex(levels == 1 ? children : List.of(levels(levels - 1, children)), index -> {});
    }

    /** The descriptor of an index of an index of ... of the children. */
    ObjectNode levels(int levels, List<ObjectNode> children) {
        var manifests = children;
        ObjectNode top = Json.emptyObject();
        for (int i = 0; i < levels; i++) {
            var index = Json.emptyObject();
            index.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
            index.putArray("manifests").addAll(manifests);
            var bytes = Json.write(index);
            writer.blob(bytes);
            top = OciLayoutWriter.descriptor(MediaTypes.OCI_INDEX, bytes);
            manifests = List.of(top);
        }
        return top;
    }

    Resolution resolve() {
        return new OciLayoutImageRegistry(root).resolve(REPOSITORY, TAG);
    }

    ImageFacts facts() {
        return found(resolve());
    }

    void assertNotAnImage(String type) {
        assertThat(resolve()).isEqualTo(new Resolution.NotAnImage(type));
    }
}
