package io.meshcloud.idp.registry.image;

import java.util.Optional;

/**
 * Where the parts of an image of one repository are read from. Whatever comes back has the digest that was asked for;
 * otherwise, and when the place cannot answer at this moment, an {@link io.meshcloud.idp.contract.problem.IdpException}
 * is thrown.
 */
public interface ImageContents {

    /** Empty when it is not there, or there and not readable as a manifest. */
    Optional<Manifest> manifest(Descriptor descriptor);

    /** Empty when it is not there, or larger than a config may be. */
    Optional<byte[]> config(Descriptor descriptor);
}
