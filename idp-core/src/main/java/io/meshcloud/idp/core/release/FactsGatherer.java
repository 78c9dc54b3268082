package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Resolution;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Asks the registry, outside the writer loop: a slow registry must not keep others from writing. */
public final class FactsGatherer {
    private final ImageRegistry registry;

    public FactsGatherer(ImageRegistry registry) {
        this.registry = registry;
    }

    /** For a release: without the registry there is none. */
    public ImageFactsGathered gather(FactsNeeded needed) {
        var byTag = resolve(needed.repository(), needed.tag());
        var byDigest = resolve(needed.repository(), needed.digest());
        return new ImageFactsGathered(needed, byTag, byDigest, null, runningTime(needed));
    }

    /** For a rollback: its digest was verified when it was released, so a registry that is down only leaves a warning. */
    ImageFactsGathered gatherIfPossible(FactsNeeded needed) {
        try {
            return gather(needed);
        } catch (IdpException e) {
            Problem unverified = e.problem();
            return new ImageFactsGathered(needed, null, null, unverified, null);
        }
    }

    private @Nullable Resolution resolve(ImageRepository repository, @Nullable Tag tag) {
        return tag == null ? null : registry.resolve(repository, tag);
    }

    private @Nullable Resolution resolve(ImageRepository repository, @Nullable Digest digest) {
        return digest == null ? null : registry.resolve(repository, digest);
    }

    private @Nullable Instant runningTime(FactsNeeded needed) {
        var running = needed.running();
        if (running == null) {
            return null;
        }
        try {
            return registry.resolve(needed.repository(), running)
                    .image()
                    .flatMap(ImageFacts::orderTime)
                    .orElse(null);
        } catch (IdpException e) {
            // The running image may be gone or unreadable; its age is then unknown, which the watermark's rule covers.
            return null;
        }
    }
}
