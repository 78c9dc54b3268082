// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;

/**
 * Copies images from one repository to another: the same bytes under the same digest, with the images of an index and
 * the signatures that refer to the image. Parts that the target already has are left as they are, so a repeated
 * transfer changes nothing. Safe for use by many threads.
 *
 * <p>Note: attestations and SBOMs that refer to the image are copied too, the target may be at another registry, and
 * repeating a transfer that failed half-way completes it. The tests of each adapter check this.
 */
public interface ImageTransfer {

    /**
     * Copies one image. The tags of the image at the source are not copied.
     *
     * @param tag the tag that the image gets at the target; a tag that exists there is not moved. This is checked
     *     before the copy, so a tag that somebody else writes at the same time may be moved
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#IMAGE_NOT_FOUND} if the source has no such image, and
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#TAG_TAKEN} if another image has the tag at the target:
     *     in both cases nothing is copied. Also when a registry cannot be reached, denies access or answers with an
     *     error
     */
    Transferred transfer(ImageRepository from, Digest digest, ImageRepository to, Tag tag);

    /**
     * What a transfer did.
     *
     * @param manifests how many manifests were written: images, indexes, signatures and the like
     * @param mounted how many blobs the registry mounted from another of its repositories
     * @param uploaded how many blobs this process uploaded
     * @param bytes the size of the uploaded blobs, in bytes
     * @param tagged whether the tag was written
     */
    record Transferred(int manifests, int mounted, int uploaded, long bytes, boolean tagged) {
        /** Whether the target had everything already. */
        public boolean isUnchanged() {
            return manifests == 0 && mounted == 0 && uploaded == 0 && !tagged;
        }
    }
}
