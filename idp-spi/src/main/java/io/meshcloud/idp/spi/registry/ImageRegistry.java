// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;

/**
 * Resolves the names of images: the registry decides which digest a name has at this moment. Each call asks the
 * registry. Safe for use by many threads.
 *
 * <p>Both methods throw an {@link io.meshcloud.idp.contract.problem.IdpException} when the registry cannot be reached,
 * denies access or answers with an error; its problem says whether to try again. A name that the registry does not know
 * is {@link Resolution.Missing}, not an exception.
 *
 * <p>An image that is {@linkplain Resolution.Found found} can be pulled by its digest at this moment: the registry has
 * the manifest under the digest, and at least one of the images that an index lists. Layers are not checked.
 *
 * <p>Note: a digest that is returned was computed from the bytes that the registry sent, so a registry cannot claim
 * another one. The tests of each adapter check this, because they can send wrong bytes.
 */
public interface ImageRegistry {

    /** The image that has this tag now. */
    Resolution resolve(ImageRepository repository, Tag tag);

    /** The image of this digest, whether or not it has a tag. */
    Resolution resolve(ImageRepository repository, Digest digest);
}
