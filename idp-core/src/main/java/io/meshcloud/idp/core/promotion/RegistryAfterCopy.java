// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.promotion;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Resolution;

/** The registry as it will be after the copy, so that the release can be decided before anything is copied. */
final class RegistryAfterCopy implements ImageRegistry {
    private final ImageRegistry registry;
    private final PromotedImage image;
    private final Resolution source;

    /**
     * @param source the resolution of the image's digest at its source
     */
    RegistryAfterCopy(ImageRegistry registry, PromotedImage image, Resolution source) {
        this.registry = registry;
        this.image = image;
        this.source = source;
    }

    @Override
    public Resolution resolve(ImageRepository repository, Tag tag) {
        return repository.equals(image.target()) && tag.equals(image.tag())
                ? source
                : registry.resolve(repository, tag);
    }

    @Override
    public Resolution resolve(ImageRepository repository, Digest digest) {
        return repository.equals(image.target()) && digest.equals(image.digest())
                ? source
                : registry.resolve(repository, digest);
    }
}
