// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.image;

import java.util.Optional;

/**
 * Reads the parts of an image of one repository. The returned content has the requested digest. Other content, and a
 * registry that cannot answer at this moment, is an {@link io.meshcloud.idp.contract.problem.IdpException}.
 */
public interface ImageContents {

    /** Empty when it is missing, or not readable as a manifest. */
    Optional<Manifest> manifest(Descriptor descriptor);

    /** Empty when it is missing, or larger than the limit for configs. */
    Optional<byte[]> config(Descriptor descriptor);
}
