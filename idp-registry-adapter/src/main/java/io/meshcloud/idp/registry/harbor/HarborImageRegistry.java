package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Resolution;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Harbor's images: digest and labels as its OCI Distribution API has them, verified by the bytes; the time is the push
 * time of the <em>tag</em>, by a digest that of the last of its tags. The artifact's own push time stays as it was when a
 * tag moves back to it, and so cannot order anything.
 */
final class HarborImageRegistry implements ImageRegistry {
    private final HarborApi api;
    private final HarborArtifacts artifacts;
    private final ImageRegistry distribution;

    /**
     * @param distribution the same registry's OCI Distribution API
     */
    HarborImageRegistry(HarborApi api, ImageRegistry distribution) {
        this.api = api;
        this.artifacts = new HarborArtifacts(api);
        this.distribution = distribution;
    }

    @Override
    public Resolution resolve(ImageRepository repository, Tag tag) {
        return timed(
                repository,
                tag.value(),
                () -> distribution.resolve(repository, tag),
                artifact -> artifact.tag(tag.value()).flatMap(one -> Optional.ofNullable(one.pushed())));
    }

    @Override
    public Resolution resolve(ImageRepository repository, Digest digest) {
        return timed(
                repository, digest.value(), () -> distribution.resolve(repository, digest), HarborArtifact::lastTagged);
    }

    private Resolution timed(
            ImageRepository repository,
            String reference,
            Supplier<Resolution> resolving,
            Function<HarborArtifact, Optional<Instant>> time) {
        var place = HarborPlace.of(repository);
        // A tag may move between the two answers; that it does so twice is no coincidence.
        for (int attempt = 1; attempt <= 2; attempt++) {
            var resolution = resolving.get();
            var facts = resolution.image();
            if (facts.isEmpty()) {
                return resolution;
            }
            var digest = facts.get().digest();
            var artifact = artifacts.find(place, reference).filter(found -> found.is(digest));
            if (artifact.isPresent()) {
                return at(facts.get(), artifact.flatMap(time).orElse(null));
            }
        }
        throw api.fault(
                place.repositoryPath() + "/artifacts/" + reference,
                "tells in its own API of another image for this name than in its registry");
    }

    private static Resolution at(ImageFacts facts, @Nullable Instant time) {
        return new Resolution.Found(
                new ImageFacts(facts.digest(), facts.parts(), time, facts.source(), facts.revision()));
    }
}
