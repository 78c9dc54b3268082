package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.registry.ImageListing;

/** What automation has to know of the registry before it can decide. */
sealed interface RegistryQuestion {

    /**
     * Which images are there.
     *
     * @param standing what stood on file: an answer is worth nothing for another file, since a tag that has moved away from
     *     one may be the very tag of the other
     */
    record Images(ImageListing.Wanted wanted, Newest.Standing standing) implements RegistryQuestion {}

    /** How old what runs is, where the file holds no watermark. */
    record Age(ImageRepository repository, Digest running) implements RegistryQuestion {}

    /** Whether a tag stands for the chosen image at this moment, and what its labels say. */
    record Image(ImageRepository repository, Tag tag, Digest digest) implements RegistryQuestion {}
}
