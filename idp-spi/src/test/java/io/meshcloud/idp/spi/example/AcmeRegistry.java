// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.example;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Resolution;
import java.util.Optional;
import java.util.function.BiFunction;

/** The example of an adapter in this module's README. */
record AcmeRegistry(BiFunction<ImageRepository, String, Optional<ImageFacts>> client) implements ImageRegistry {
    @Override
    public Resolution resolve(ImageRepository repository, Tag tag) {
        return resolve(repository, tag.value());
    }

    @Override
    public Resolution resolve(ImageRepository repository, Digest digest) {
        return resolve(repository, digest.value());
    }

    private Resolution resolve(ImageRepository repository, String reference) {
        var found = client.apply(repository, reference);
        return found.isPresent() ? new Resolution.Found(found.get()) : new Resolution.Missing();
    }
}
