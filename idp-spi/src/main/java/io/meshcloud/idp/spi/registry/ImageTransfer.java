package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;

/**
 * Copies images from one repository to another, which may lie at another registry: the same bytes under the same digest,
 * with everything that they consist of and the signatures, attestations and SBOMs that refer to them. What is there
 * already is left as it is, so doing it twice is doing it once, and what broke half-way is finished by doing it again. Safe
 * for use by many threads.
 */
public interface ImageTransfer {

    /**
     * @param tag what the image is called at its new place besides; it never moves
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#IMAGE_NOT_FOUND} if the image is not there,
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#TAG_TAKEN} if the tag stands for another one, and when a
     *     registry cannot be reached, denies us or lies
     */
    Transferred transfer(ImageRepository from, Digest digest, ImageRepository to, Tag tag);

    /**
     * What a transfer did.
     *
     * @param manifests how many images, indexes, signatures and others of their like were written
     * @param mounted how many blobs the registry took over by itself
     * @param uploaded how many blobs went through this process
     * @param bytes how many bytes these had
     * @param tagged whether the tag was written
     */
    record Transferred(int manifests, int mounted, int uploaded, long bytes, boolean tagged) {
        /** Whether everything was there already. */
        public boolean isUnchanged() {
            return manifests == 0 && mounted == 0 && uploaded == 0 && !tagged;
        }
    }
}
