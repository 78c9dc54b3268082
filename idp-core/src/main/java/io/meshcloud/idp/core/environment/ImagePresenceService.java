package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import java.util.Objects;
import java.util.Optional;

/** Asks the registry whether the image that runs is still there. */
public final class ImagePresenceService {
    private final ImageRegistry registry;

    public ImagePresenceService(ImageRegistry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    /** Empty if nothing runs by digest. Throws nothing: a registry that is down is an answer. */
    public Optional<ImagePresence> of(EnvironmentDetails details) {
        return details.optionalRelease()
                .map(release -> release.image())
                .flatMap(image -> image.optionalDigest().map(digest -> look(image, digest)));
    }

    private ImagePresence look(ImageReference image, Digest digest) {
        try {
            return registry.resolve(image.repository(), digest)
                    .<ImagePresence>match(
                            found -> new ImagePresence.Present(),
                            other -> new ImagePresence.Present(),
                            unreadable -> new ImagePresence.Present(),
                            ImagePresence.Gone::new);
        } catch (IdpException e) {
            return new ImagePresence.Unknown(e.problem());
        }
    }
}
