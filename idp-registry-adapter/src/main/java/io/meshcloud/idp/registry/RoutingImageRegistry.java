package io.meshcloud.idp.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.core.registry.ImageRegistry;
import io.meshcloud.idp.core.registry.Resolution;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * All registries under one port: the URL given for a repository's host chooses the client. A host's client is made when
 * its first image is asked for, and kept.
 */
public final class RoutingImageRegistry implements ImageRegistry {
    private final RegistryConfig config;
    private final Clock clock;
    private final RegistryExtension extension;
    private final ConcurrentMap<String, ImageRegistry> clients = new ConcurrentHashMap<>();

    /** OCI Distribution and layouts on disk alone: to a Harbor, no order by push time. */
    public RoutingImageRegistry(RegistryConfig config, Clock clock) {
        this(config, clock, RegistryExtension.none());
    }

    /**
     * @param clock tells when a registry's token has expired
     * @param extension what some of the servers know beyond OCI Distribution
     */
    public RoutingImageRegistry(RegistryConfig config, Clock clock, RegistryExtension extension) {
        this.config = config;
        this.clock = clock;
        this.extension = extension;
    }

    @Override
    public Resolution resolve(ImageRepository repository, Tag tag) {
        return client(repository.host()).resolve(repository, tag);
    }

    @Override
    public Resolution resolve(ImageRepository repository, Digest digest) {
        return client(repository.host()).resolve(repository, digest);
    }

    ImageRegistry client(String host) {
        return clients.computeIfAbsent(host, this::open);
    }

    private ImageRegistry open(String host) {
        var url = config.url(host);
        if (url instanceof RegistryUrl.Layout layout) {
            return new OciLayoutImageRegistry(layout.folder());
        }
        var distribution = (RegistryUrl.Distribution) url;
        config.credentials().verify(host);
        return extension.images(host, DistributionImageRegistry.open(host, distribution.base(), config, clock));
    }
}
