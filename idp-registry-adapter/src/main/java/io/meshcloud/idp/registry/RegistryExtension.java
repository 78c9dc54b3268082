package io.meshcloud.idp.registry;

import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;

/**
 * What registries of one make know beyond OCI Distribution. Whether a server is of that make is found out when it is
 * first asked for something, and never for a registry on disk.
 */
public interface RegistryExtension {

    /**
     * @param host as references have it
     * @param distribution the same registry without the extension, for when it is of another make
     */
    ImageRegistry images(String host, ImageRegistry distribution);

    /**
     * @param host as references have it
     * @param distribution the same registry without the extension, for when it is of another make
     */
    ImageListing listing(String host, ImageListing distribution);

    /** OCI Distribution and nothing else. */
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
