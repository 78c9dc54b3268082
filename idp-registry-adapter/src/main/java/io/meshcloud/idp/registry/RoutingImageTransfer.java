// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.RegistryUrl;
import io.meshcloud.idp.registry.copy.ImageCopy;
import io.meshcloud.idp.registry.copy.ImageStore;
import io.meshcloud.idp.registry.distribution.DistributionStore;
import io.meshcloud.idp.registry.http.Pause;
import io.meshcloud.idp.registry.http.RegistryProblems;
import io.meshcloud.idp.registry.http.RegistrySession;
import io.meshcloud.idp.registry.layout.LayoutStore;
import io.meshcloud.idp.spi.registry.ImageTransfer;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Copies images between all registries: layouts on disk and OCI Distribution, in any combination. In one registry,
 * blobs are mounted where possible. Harbor's own copy function is not used, because it copies all tags of an image.
 */
public final class RoutingImageTransfer implements ImageTransfer {
    private final RegistryConfig config;
    private final Clock clock;
    private final Pause pause;
    private final ConcurrentMap<String, RegistrySession> sessions = new ConcurrentHashMap<>();
    private final ConcurrentMap<ImageRepository, LayoutStore> layouts = new ConcurrentHashMap<>();

    /**
     * @param clock the time, for the expiry of tokens
     */
    public RoutingImageTransfer(RegistryConfig config, Clock clock) {
        this(config, clock, Pause.real());
    }

    public RoutingImageTransfer(RegistryConfig config, Clock clock, Pause pause) {
        this.config = config;
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public Transferred transfer(ImageRepository from, Digest digest, ImageRepository to, Tag tag) {
        boolean mountable = from.host().equals(to.host());
        return new ImageCopy(open(from), open(to), mountable).copy(digest, tag);
    }

    public ImageStore open(ImageRepository repository) {
        return config.url(repository.host())
                .match(
                        // One instance for each layout, because concurrent writers of one layout lose tags.
                        folder ->
                                layouts.computeIfAbsent(repository, any -> new LayoutStore(folder.path(), repository)),
                        server -> openServer(repository, server));
    }

    private ImageStore openServer(ImageRepository repository, RegistryUrl.Distribution server) {
        var host = repository.host();
        var problems = new RegistryProblems(host, server.base());
        config.credentials().verify(host);
        var session = sessions.computeIfAbsent(host, any -> RegistrySession.open(problems, config, clock, pause));
        return new DistributionStore(repository, session, problems);
    }
}
