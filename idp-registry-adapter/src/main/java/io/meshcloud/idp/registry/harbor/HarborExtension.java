// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.RegistryExtension;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import java.time.Clock;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Uses Harbor's own API for registries that are Harbors, and OCI Distribution alone for all others. */
public final class HarborExtension implements RegistryExtension {
    private final HarborDetector harbors;
    private final HarborMemory memory;
    private final Clock clock;

    /** Knows nothing of earlier processes. */
    public HarborExtension(HarborDetector harbors, Clock clock) {
        this(harbors, HarborMemory.ofProcess(), clock);
    }

    /**
     * @param memory what is known from earlier looks
     * @param clock the time, for the age of what is known
     */
    public HarborExtension(HarborDetector harbors, HarborMemory memory, Clock clock) {
        this.harbors = harbors;
        this.memory = memory;
        this.clock = clock;
    }

    @Override
    public ImageRegistry images(String host, ImageRegistry distribution) {
        var client = new HostClient<>(
                host,
                distribution,
                api -> new HarborImageRegistry(api, distribution, new HarborProjects(memory, clock)));
        return new ImageRegistry() {
            @Override
            public Resolution resolve(ImageRepository repository, Tag tag) {
                return client.get().resolve(repository, tag);
            }

            @Override
            public Resolution resolve(ImageRepository repository, Digest digest) {
                return client.get().resolve(repository, digest);
            }
        };
    }

    @Override
    public ImageListing listing(String host, ImageListing distribution) {
        var client = new HostClient<ImageListing>(
                host, distribution, api -> new HarborImageListing(api, distribution, memory, clock));
        return new ImageListing.AsFound() {
            @Override
            public void list(Collection<Wanted> wanted, BiConsumer<ImageRepository, Listing> found) {
                ImageListing listing;
                try {
                    listing = client.get();
                } catch (IdpException e) {
                    wanted.forEach(each -> found.accept(each.repository(), new Listing.Unavailable(e.problem())));
                    return;
                }
                listing.list(wanted, found);
            }
        };
    }

    /** A host's client: for Harbor's API once the host is detected as a Harbor, else for OCI Distribution. */
    private final class HostClient<C> {
        private final String host;
        private final C distribution;
        private final Function<HarborApi, C> factory;
        private final AtomicReference<@Nullable C> harborClient = new AtomicReference<>();

        private HostClient(String host, C distribution, Function<HarborApi, C> factory) {
            this.host = host;
            this.distribution = distribution;
            this.factory = factory;
        }

        private C get() {
            var existing = harborClient.get();
            if (existing != null) {
                return existing;
            }
            var found = harbors.find(host);
            if (found.isEmpty()) {
                return distribution;
            }
            var client = factory.apply(found.get());
            return harborClient.compareAndSet(null, client) ? client : get();
        }
    }
}
