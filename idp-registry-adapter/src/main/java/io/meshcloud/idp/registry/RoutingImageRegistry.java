// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.RegistryUrl;
import io.meshcloud.idp.registry.distribution.DistributionImageRegistry;
import io.meshcloud.idp.registry.http.ParallelRequests;
import io.meshcloud.idp.registry.http.Pause;
import io.meshcloud.idp.registry.http.RegistryProblems;
import io.meshcloud.idp.registry.layout.OciLayoutImageRegistry;
import io.meshcloud.idp.registry.memory.MemoryFolder;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * All registries as one: the URL of a repository's host chooses the client. A host's client is opened when its first
 * image is requested, and kept.
 */
public final class RoutingImageRegistry implements ImageRegistry, ImageListing.AsFound {
    private static final int PARALLEL_HOSTS = 16;

    private final RegistryConfig config;
    private final Clock clock;
    private final RegistryExtension extension;
    private final MemoryFolder memory;
    private final ParallelRequests hosts = new ParallelRequests(PARALLEL_HOSTS, "idp-registries");
    private final ConcurrentMap<String, Client> clients = new ConcurrentHashMap<>();

    /** OCI Distribution and layouts on disk only; a Harbor's images are not ordered by push time. */
    public RoutingImageRegistry(RegistryConfig config, Clock clock) {
        this(config, clock, RegistryExtension.none());
    }

    /**
     * @param clock the time, for the expiry of tokens
     * @param extension support for servers with an API beyond OCI Distribution
     */
    public RoutingImageRegistry(RegistryConfig config, Clock clock, RegistryExtension extension) {
        this(config, clock, extension, MemoryFolder.none());
    }

    /**
     * The same with a memory from one process to the next.
     *
     * @param memory keeps what polls have looked up for the next process
     */
    public RoutingImageRegistry(RegistryConfig config, Clock clock, RegistryExtension extension, MemoryFolder memory) {
        this.config = config;
        this.clock = clock;
        this.extension = extension;
        this.memory = memory;
    }

    @Override
    public Resolution resolve(ImageRepository repository, Tag tag) {
        return images(repository.host()).resolve(repository, tag);
    }

    @Override
    public Resolution resolve(ImageRepository repository, Digest digest) {
        return images(repository.host()).resolve(repository, digest);
    }

    /**
     * Lists the registries at the same time, each in a thread of its own, so that a slow one does not keep the others
     * waiting.
     */
    @Override
    public void list(Collection<Wanted> wanted, BiConsumer<ImageRepository, Listing> found) {
        var byHost = wanted.stream()
                .collect(Collectors.groupingBy(
                        each -> each.repository().host(), LinkedHashMap::new, Collectors.toList()));
        var open =
                wanted.stream().map(Wanted::repository).collect(Collectors.toCollection(ConcurrentHashMap::newKeySet));
        BiConsumer<ImageRepository, Listing> once = (repository, listing) -> {
            if (open.remove(repository)) {
                found.accept(repository, listing);
            }
        };
        var pending = new LinkedHashMap<String, Supplier<Boolean>>();
        byHost.forEach((host, repositories) -> pending.put(
                host,
                hosts.newBatch(problems(host), Pause.real(), Duration.ZERO)
                        .newQuestion("list the images of " + host)
                        .submit(() -> {
                            client(host).listings().list(repositories, once);
                            return true;
                        })));
        pending.forEach((host, listed) -> {
            try {
                var unused = listed.get();
            } catch (IdpException e) {
                // For example, the credentials of the host cannot be read.
                byHost.getOrDefault(host, List.of())
                        .forEach(each -> once.accept(each.repository(), new Listing.Unavailable(e.problem())));
            }
        });
    }

    private static RegistryProblems problems(String host) {
        return new RegistryProblems(host, URI.create("https://" + host));
    }

    /** The client of one registry, for both ports. */
    private record Client(ImageRegistry images, ImageListing listings) {}

    ImageRegistry images(String host) {
        return client(host).images();
    }

    private Client client(String host) {
        return clients.computeIfAbsent(host, this::open);
    }

    private Client open(String host) {
        return config.url(host).match(RoutingImageRegistry::openFolder, server -> openServer(host, server));
    }

    private static Client openFolder(RegistryUrl.LayoutFolder folder) {
        var registry = new OciLayoutImageRegistry(folder.path());
        return new Client(registry, registry);
    }

    private Client openServer(String host, RegistryUrl.Distribution server) {
        config.credentials().verify(host);
        var registry = DistributionImageRegistry.open(host, server.base(), config, clock, Pause.real(), memory);
        return new Client(extension.images(host, registry), extension.listing(host, registry));
    }
}
