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
 * Copies between all registries: layouts on disk and OCI Distribution, in any combination. Within one registry it takes
 * blobs over by itself where it can; Harbor's own copying is not used, as it drags every tag along.
 */
public final class RoutingImageTransfer implements ImageTransfer {
    private final RegistryConfig config;
    private final Clock clock;
    private final Pause pause;
    private final ConcurrentMap<String, RegistrySession> sessions = new ConcurrentHashMap<>();

    /**
     * @param clock tells when a registry's token has expired
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
        boolean same = from.host().equals(to.host());
        return new ImageCopy(open(from), open(to), same).copy(digest, tag);
    }

    public ImageStore open(ImageRepository repository) {
        var host = repository.host();
        var url = config.url(host);
        if (url instanceof RegistryUrl.Layout layout) {
            return new LayoutStore(layout.folder(), repository);
        }
        var problems = new RegistryProblems(host, ((RegistryUrl.Distribution) url).base());
        config.credentials().verify(host);
        var session = sessions.computeIfAbsent(host, any -> RegistrySession.open(problems, config, clock, pause));
        return new DistributionStore(repository, session, problems);
    }
}
