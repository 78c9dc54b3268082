// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;

/**
 * Support for a registry product with an API beyond OCI Distribution. Whether a server is such a product is detected at
 * the first request to it, and never for a registry on disk.
 */
public interface RegistryExtension {

    /**
     * @param host the registry's host in references
     * @param distribution the client without the extension, for a server that is another product
     */
    ImageRegistry images(String host, ImageRegistry distribution);

    /**
     * @param host the registry's host in references
     * @param distribution the client without the extension, for a server that is another product
     */
    ImageListing listing(String host, ImageListing distribution);

    /** OCI Distribution only. */
    static RegistryExtension none() {
        return new RegistryExtension() {
            @Override
            public ImageRegistry images(String host, ImageRegistry distribution) {
                return distribution;
            }

            @Override
            public ImageListing listing(String host, ImageListing distribution) {
                return distribution;
            }
        };
    }
}
