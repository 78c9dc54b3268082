// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.layout.OciImage;
import io.meshcloud.idp.registry.layout.OciLayoutImageRegistry;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTransfer;
import io.meshcloud.idp.testkit.registry.ImageRegistryFixture;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A team that pushes to layouts, and the tested registry that reads them. */
public class LayoutTeam implements ImageRegistryFixture {
    private final Path root;
    private final ImageRegistry registry;
    private final ImageTransfer transfer;
    private final OciLayoutWriter writer;

    public LayoutTeam(Path root, ImageRegistry registry) {
        this(root, registry, RegistryConfig.of(List.of(Fixtures.HOST + "=oci:" + root), CredentialSource.none()));
    }

    LayoutTeam(Path root, ImageRegistry registry, RegistryConfig config) {
        this.root = root;
        this.registry = registry;
        this.transfer = new RoutingImageTransfer(config, Clock.systemUTC());
        this.writer = OciLayoutWriter.in(root, Fixtures.REPOSITORY);
        // A layout without tags, for images that are pushed by digest.
        var keep = Tag.parse("keep");
        writer.write(keep, OciImage.created(Fixtures.EARLY));
    }

    @Override
    public ImageRegistry registry() {
        return registry;
    }

    @Override
    public ImageTransfer transfer() {
        return transfer;
    }

    @Override
    public ImageRepository repository() {
        return Fixtures.REPOSITORY;
    }

    @Override
    public Digest push(TestImage image, Tag... tags) {
        return store(MediaTypes.OCI_MANIFEST, manifest(image), tags);
    }

    @Override
    public Digest pushIndex(List<TestImage> images, Tag... tags) {
        return index(images.stream().map(this::child).toList(), tags);
    }

    @Override
    public Digest pushWithAttestation(TestImage image, TestImage attestation, Tag... tags) {
        var aside = child(attestation);
        aside.putObject("annotations").put("vnd.docker.reference.type", "attestation-manifest");
        aside.putObject("platform").put("architecture", "unknown").put("os", "unknown");
        return index(List.of(child(image), aside), tags);
    }

    @Override
    public Digest pushChart(Tag tag) {
        var chart = Fixtures.manifest(
                writer,
                "application/vnd.cncf.helm.config.v1+json",
                "{\"name\":\"chart\"}",
                List.of("application/vnd.cncf.helm.chart.content.v1.tar+gzip"));
        return store(MediaTypes.OCI_MANIFEST, chart, tag);
    }

    @Override
    public Digest pushSignature(Digest image) {
        var type = "application/vnd.dev.cosign.simplesigning.v1+json";
        var signature = Fixtures.manifest(writer, type, "{\"image\":\"" + image + "\"}", List.of(type));
        return store(MediaTypes.OCI_MANIFEST, signature, ImageRegistryFixture.signatureTag(image));
    }

    @Override
    public void delete(Digest manifest) {
        try {
            Files.delete(OciLayoutImageRegistry.folder(root, Fixtures.REPOSITORY)
                    .resolve("blobs/sha256")
                    .resolve(manifest.hex()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Moves the folder of all layouts away. */
    @Override
    public void makeUnreachable() {
        try {
            Files.move(root, root.resolveSibling(root.getFileName() + "-moved-away"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a manifest whose parts are in the layout. */
    Digest store(String mediaType, byte[] manifest, Tag... tags) {
        var digest = writer.blob(manifest);
        for (var tag : tags) {
            writer.put(tag, mediaType, manifest);
        }
        return digest;
    }

    private Digest index(List<ObjectNode> children, Tag... tags) {
        var index = Json.emptyObject();
        index.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        index.putArray("manifests").addAll(children);
        return store(MediaTypes.OCI_INDEX, Json.write(index), tags);
    }

    private ObjectNode child(TestImage image) {
        var manifest = manifest(image);
        store(MediaTypes.OCI_MANIFEST, manifest);
        return OciLayoutWriter.descriptor(MediaTypes.OCI_MANIFEST, manifest);
    }

    private byte[] manifest(TestImage image) {
        var config = Json.emptyObject();
        if (image.created() != null) {
            config.put("created", image.created().toString());
        }
        config.put("architecture", "amd64").put("os", "linux");
        var labels = config.putObject("config").putObject("Labels");
        labels.put("content", image.content());
        if (image.source() != null) {
            labels.put(Fixtures.SOURCE, image.source());
        }
        if (image.revision() != null) {
            labels.put(Fixtures.REVISION, image.revision());
        }
        config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
        return Fixtures.manifest(
                writer,
                MediaTypes.OCI_CONFIG,
                new String(Json.write(config), StandardCharsets.UTF_8),
                List.of(MediaTypes.OCI_LAYER_GZIP));
    }
}
