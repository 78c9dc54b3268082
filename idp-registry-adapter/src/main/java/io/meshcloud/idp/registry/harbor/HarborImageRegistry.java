// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.harbor.HarborProjects.Kind;
import io.meshcloud.idp.registry.http.Budget;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Resolution;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Harbor's images. Digest and labels are read from its OCI Distribution API and verified. The time is the push time
 * of the <em>tag</em>, or for a digest the push time of its last tag. The artifact's own push time does not change when
 * a tag moves back to the artifact, so it cannot order images.
 *
 * <p>In a project that is a cache of another registry, a push time is the time of a pull, and Harbor's API knows an
 * image only some minutes after it was pulled. So for such a project only the OCI Distribution API is used, and the
 * time is that of the build.
 */
final class HarborImageRegistry implements ImageRegistry {
    private final HarborApi api;
    private final ImageRegistry distribution;
    private final HarborProjects projects;

    /**
     * @param distribution the same registry's OCI Distribution API
     */
    HarborImageRegistry(HarborApi api, ImageRegistry distribution, HarborProjects projects) {
        this.api = api;
        this.distribution = distribution;
        this.projects = projects;
    }

    @Override
    public Resolution resolve(ImageRepository repository, Tag tag) {
        return timed(
                repository,
                tag.value(),
                () -> distribution.resolve(repository, tag),
                artifact -> artifact.tag(tag.value()).flatMap(HarborArtifact.HarborTag::optionalPushed));
    }

    @Override
    public Resolution resolve(ImageRepository repository, Digest digest) {
        return timed(
                repository,
                digest.value(),
                () -> distribution.resolve(repository, digest),
                HarborArtifact::lastTagPushed);
    }

    private Resolution timed(
            ImageRepository repository,
            String reference,
            Supplier<Resolution> resolving,
            Function<HarborArtifact, Optional<Instant>> time) {
        var harborRepository = HarborRepository.of(repository);
        var budget = Budget.ofQuestion("resolve " + reference + " of " + harborRepository);
        var artifacts = new HarborArtifacts(api.within(budget));
        // A tag may move between the two answers; a second attempt nearly always suffices.
        for (int attempt = 1; attempt <= 2; attempt++) {
            var resolution = resolve(harborRepository, budget, resolving);
            var facts = resolution.image();
            if (facts.isEmpty() || !hasPushTimes(harborRepository, budget, attempt)) {
                return resolution;
            }
            var digest = facts.get().digest();
            var artifact = artifacts.find(harborRepository, reference).filter(found -> found.hasDigest(digest));
            if (artifact.isPresent()) {
                return withTime(facts.get(), artifact.flatMap(time).orElse(null));
            }
        }
        throw api.fault(
                harborRepository.repositoryPath() + "/artifacts/" + reference,
                "has another image for this name in Harbor's API than in its OCI Distribution API");
    }

    /** A registry denies access to a project that does not exist. */
    private Resolution resolve(HarborRepository repository, Budget budget, Supplier<Resolution> resolving) {
        try {
            return resolving.get();
        } catch (IdpException e) {
            if (e.problem().code() == ProblemCode.REGISTRY_DENIED && isAbsent(repository, budget)) {
                return new Resolution.Missing();
            }
            throw e;
        }
    }

    private boolean isAbsent(HarborRepository repository, Budget budget) {
        try {
            return projects.read(api.within(budget), repository.project()) == Kind.ABSENT;
        } catch (IdpException e) {
            // Report why the image cannot be read, not why the project cannot.
            return false;
        }
    }

    /** After a contradiction, the project may be another one than before. */
    private boolean hasPushTimes(HarborRepository repository, Budget budget, int attempt) {
        var harbor = api.within(budget);
        var kind = attempt == 1
                ? projects.find(harbor, repository.project())
                : projects.read(harbor, repository.project());
        return kind == Kind.ORDINARY;
    }

    private static Resolution withTime(ImageFacts facts, @Nullable Instant time) {
        return new Resolution.Found(new ImageFacts(
                facts.digest(), facts.parts(), ImageTime.pushed(time), facts.source(), facts.revision()));
    }
}
