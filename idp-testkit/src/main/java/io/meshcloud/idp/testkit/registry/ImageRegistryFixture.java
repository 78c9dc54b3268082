// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.ImageTransfer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A registry without images, and a team that pushes to it. */
public interface ImageRegistryFixture extends AutoCloseable {
    /** The registry under test; the same instance each time. */
    ImageRegistry registry();

    /** The listing of the same registry. */
    default ImageListing listing() {
        return (ImageListing) registry();
    }

    /** Copies within the same registry. */
    default ImageTransfer transfer() {
        return (ImageTransfer) registry();
    }

    /** A repository of the registry that a test may push to; the same one each time. */
    ImageRepository repository();

    /**
     * Pushes an image under these tags, moving those that exist; without a tag the image can be requested by digest
     * only.
     */
    Digest push(TestImage image, Tag... tags);

    /** Pushes an index of these images, one for each platform. */
    Digest pushIndex(List<TestImage> images, Tag... tags);

    /**
     * Pushes an index of one image and an attestation, which is an entry with the annotation
     * {@code vnd.docker.reference.type: attestation-manifest} and the platform {@code unknown/unknown}.
     */
    Digest pushWithAttestation(TestImage image, TestImage attestation, Tag... tags);

    /**
     * The time that the registry reports for an image, or for the newest image of an index, that was pushed when it was
     * created; of a tag that was pushed with it.
     *
     * @param created absent for an image without a created time
     */
    default @Nullable ImageTime time(@Nullable Instant created) {
        return ImageTime.created(created);
    }

    /** Whether a listing names the images of an index. */
    default boolean listsPartsOfAnIndex() {
        return true;
    }

    /** Pushes a Helm chart: a manifest with the config {@code application/vnd.cncf.helm.config.v1+json}. */
    Digest pushChart(Tag tag);

    /**
     * Pushes a signature of an image, as cosign does: the media type of its config contains {@code cosign}, and its tag
     * is {@link #signatureTag}.
     */
    Digest pushSignature(Digest image);

    /** The tag of the signature of an image: {@code sha256-HEX.sig}. */
    static Tag signatureTag(Digest image) {
        return Tag.parse("sha256-" + image.hex() + ".sig");
    }

    /** Deletes a manifest, as a clean-up of untagged images does; an index that lists it stays. */
    void delete(Digest manifest);

    /** From now on the registry cannot be reached. */
    void makeUnreachable();

    @Override
    default void close() {}
}
