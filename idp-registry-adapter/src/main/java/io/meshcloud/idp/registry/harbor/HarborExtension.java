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
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Harbor's own API where a registry is a Harbor, and its registry alone where it is not. */
public final class HarborExtension implements RegistryExtension {
    private final Harbors harbors;

    public HarborExtension(Harbors harbors) {
        this.harbors = harbors;
    }

    @Override
    public ImageRegistry images(String host, ImageRegistry distribution) {
        var chosen = new Choice<>(host, distribution, api -> new HarborImageRegistry(api, distribution));
        return new ImageRegistry() {
            @Override
            public Resolution resolve(ImageRepository repository, Tag tag) {
                return chosen.get().resolve(repository, tag);
            }

            @Override
            public Resolution resolve(ImageRepository repository, Digest digest) {
                return chosen.get().resolve(repository, digest);
            }
        };
    }

    @Override
    public ImageListing listing(String host, ImageListing distribution) {
        var chosen = new Choice<ImageListing>(host, distribution, HarborImageListing::new);
        return wanted -> {
            try {
                return chosen.get().list(wanted);
            } catch (IdpException e) {
                return unavailable(wanted, e);
            }
        };
    }

    private static Map<ImageRepository, Listing> unavailable(
            Collection<ImageListing.Wanted> wanted, IdpException failure) {
        return wanted.stream()
                .collect(Collectors.toMap(
                        ImageListing.Wanted::repository, one -> new Listing.Unavailable(failure.problem())));
    }

    /** A host's client: Harbor's, once the host is known to be one. */
    private final class Choice<C> {
        private final String host;
        private final C distribution;
        private final Function<HarborApi, C> opening;
        private final AtomicReference<@Nullable C> opened = new AtomicReference<>();

        private Choice(String host, C distribution, Function<HarborApi, C> opening) {
            this.host = host;
            this.distribution = distribution;
            this.opening = opening;
        }

        private C get() {
            var before = opened.get();
            if (before != null) {
                return before;
            }
            var found = harbors.find(host);
            if (found.isEmpty()) {
                return distribution;
            }
            var client = opening.apply(found.get());
            return opened.compareAndSet(null, client) ? client : get();
        }
    }
}
