package io.meshcloud.idp.testkit.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTransfer;
import java.util.List;

/** A registry without images, and a team that pushes to it. */
public interface ImageRegistryFixture extends AutoCloseable {
    /** The one under test; the same one each time. */
    ImageRegistry registry();

    /** What lists the same registry. */
    default ImageListing listing() {
        return (ImageListing) registry();
    }

    /** What copies within the same registry. */
    default ImageTransfer transfer() {
        return (ImageTransfer) registry();
    }

    /** A repository of it that a test may push to; the same one each time. */
    ImageRepository repository();

    /** Pushes an image under these tags, moving those that exist; without a tag it is there by digest only. */
    Digest push(TestImage image, Tag... tags);

    /** Pushes an index of these images, one for each platform. */
    Digest pushIndex(List<TestImage> images, Tag... tags);

    /**
     * Pushes an index of one image and an attestation, which is an entry with the annotation
     * {@code vnd.docker.reference.type: attestation-manifest} and the platform {@code unknown/unknown}.
     */
    Digest pushWithAttestation(TestImage image, TestImage attestation, Tag... tags);

    /** Pushes a Helm chart: a manifest with the config {@code application/vnd.cncf.helm.config.v1+json}. */
    Digest pushChart(Tag tag);

    @Override
    default void close() {}
}
