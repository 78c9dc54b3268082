// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.Resolution;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;

/** Names, times and small images that many tests share. */
public final class Fixtures {
    public static final String HOST = "registry.example.tld";
    public static final ImageRepository REPOSITORY = ImageRepository.parse(HOST + "/team-a/app1/dev");
    public static final Tag TAG = Tag.parse("1.0.0");
    public static final Instant EARLY = Instant.parse("2026-01-02T03:04:05Z");
    public static final Instant LATE = Instant.parse("2026-06-07T08:09:10Z");
    public static final String SOURCE = "org.opencontainers.image.source";
    public static final String REVISION = "org.opencontainers.image.revision";

    private Fixtures() {}

    public static OciImage image(Instant created) {
        return OciImage.created(created).file("app/hello", Bytes.utf8("hello " + created), true);
    }

    /** An image manifest of these media types; its config and layers are stored too. */
    public static byte[] manifest(OciLayoutWriter writer, String configType, String config, List<String> layerTypes) {
        return manifest(writer, configType, config, layerTypes, manifest -> {});
    }

    public static byte[] manifest(
            OciLayoutWriter writer,
            String configType,
            String config,
            List<String> layerTypes,
            Consumer<ObjectNode> more) {
        var manifest = Json.emptyObject();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
        manifest.set("config", stored(writer, configType, config));
        var layers = manifest.putArray("layers");
        layerTypes.forEach(type -> layers.add(stored(writer, type, "layer of " + type)));
        more.accept(manifest);
        return Json.write(manifest);
    }

    private static ObjectNode stored(OciLayoutWriter writer, String type, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        writer.blob(bytes);
        return OciLayoutWriter.descriptor(type, bytes);
    }

    /** Stores an image with this config under the default tag. */
    static Digest putImage(Path root, String config) {
        var writer = OciLayoutWriter.in(root, REPOSITORY);
        var layers = List.of(MediaTypes.OCI_LAYER_GZIP);
        return writer.put(TAG, MediaTypes.OCI_MANIFEST, manifest(writer, MediaTypes.OCI_CONFIG, config, layers));
    }

    public static ImageFacts found(Resolution resolution) {
        return resolution.image().orElseGet(() -> Assertions.fail("no image: " + resolution));
    }

    public static Problem problemOf(Supplier<?> call) {
        var thrown = Assertions.catchThrowableOfType(IdpException.class, call::get);
        Assertions.assertThat(thrown).as("a refusal").isNotNull();
        return thrown.problem();
    }
}
