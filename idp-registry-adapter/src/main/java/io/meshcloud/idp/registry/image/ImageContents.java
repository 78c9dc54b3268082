// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.image;

/**
 * Reads the parts of an image of one repository. The returned content has the requested digest. Other content, and a
 * registry that cannot answer at this moment, is an {@link io.meshcloud.idp.contract.problem.IdpException}.
 */
public interface ImageContents {

    /** The manifest of an index's entry. */
    Part<Manifest> manifest(Descriptor descriptor);

    /** The config of an image; unusable when it is larger than the limit for configs. */
    Part<ImageConfig> config(Descriptor descriptor);
}
