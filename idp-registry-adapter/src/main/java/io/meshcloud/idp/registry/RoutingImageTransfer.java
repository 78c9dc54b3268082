package io.meshcloud.idp.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.core.registry.ImageTransfer;
import java.time.Clock;

/**
 * Copies between all registries: layouts on disk and OCI Distribution, in any combination. Within one registry it takes
 * blobs over by itself where it can; Harbor's own copying is not used, as it drags every tag along.
 */
public final class RoutingImageTransfer implements ImageTransfer {
    private final RegistryConfig config;
    private final Clock clock;

    /**
     * @param clock tells when a registry's token has expired
     */
    public RoutingImageTransfer(RegistryConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Transferred transfer(ImageRepository from, Digest digest, ImageRepository to, Tag tag) {
        boolean same = from.host().equals(to.host());
        return new ImageCopy(open(from), open(to), same).copy(digest, tag);
    }

    private ImageStore open(ImageRepository repository) {
        var url = config.url(repository.host());
        if (url instanceof RegistryUrl.Layout layout) {
            return new LayoutStore(layout.folder(), repository);
        }
        var distribution = (RegistryUrl.Distribution) url;
        config.credentials().verify(repository.host());
        return DistributionStore.open(repository, distribution.base(), config, clock, Pause.real());
    }
}
