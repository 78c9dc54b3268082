// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.promotion;

import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.history.PastReleases;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseLoop;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.release.ReleaseService;
import io.meshcloud.idp.core.release.RuleLog;
import io.meshcloud.idp.core.view.ContractReaders;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTransfer;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Promotes an image: copies the image that runs in one environment to the repository of another one and releases it
 * there. Bytes, digest and app stay the same, and the platform's {@code promoteFrom} must allow it. The release is
 * decided before anything is copied, and again in the release after the copy.
 */
public final class PromotionService {
    private final ReleaseLoop loop;
    private final WriterLoop writer;
    private final ImageRegistry registry;
    private final ImageTransfer transfer;
    private final ReleaseService releases;
    private final PlatformView platform;

    public PromotionService(
            ReleaseLoop loop,
            ImageRegistry registry,
            ImageTransfer transfer,
            ReleaseService releases,
            PlatformView platform) {
        this.loop = Objects.requireNonNull(loop, "loop");
        this.writer = loop.writer();
        this.registry = Objects.requireNonNull(registry, "registry");
        this.transfer = Objects.requireNonNull(transfer, "transfer");
        this.releases = Objects.requireNonNull(releases, "releases");
        this.platform = Objects.requireNonNull(platform, "platform");
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException if Git or a registry cannot be used. Nothing was released
     *     then, unless the code is {@link io.meshcloud.idp.contract.problem.ProblemCode#OUTCOME_UNKNOWN}; artifacts
     *     that were copied by then remain, and the next attempt reuses them
     */
    public Promotion promote(PromotionRequest request) {
        var seen = writer.fetch();
        return loop.promotedBefore(request.from(), request.to(), request.context(), seen)
                .map(outcome -> new Promotion(null, null, outcome))
                .orElseGet(() -> decide(
                        seen,
                        request,
                        image -> promote(request, image),
                        rejected -> new Promotion(null, null, rejected)));
    }

    /** Applies the rules for promotions to one snapshot. */
    private <R> R decide(
            Snapshot seen,
            PromotionRequest request,
            Function<PromotedImage, R> promoted,
            Function<ReleaseOutcome.Rejected, R> rejected) {
        return EnvironmentScope.read(platform, seen, request.from(), ContractReaders.UNCACHED)
                .match(
                        from -> decide(from, request, promoted, rejected),
                        broken -> rejected.apply(rejected(request, broken)));
    }

    private <R> R decide(
            EnvironmentScope from,
            PromotionRequest request,
            Function<PromotedImage, R> promoted,
            Function<ReleaseOutcome.Rejected, R> rejected) {
        var to = from.at(request.to());
        var past = new PastReleases(writer::history, writer::isOwn);
        return new PromotionRules(
                        from.view(),
                        to.view(),
                        request,
                        from.platform(),
                        image -> past.tagOfNameless(from.snapshot(), from.view().releasePath(), image),
                        (target, kinds, digest) -> past.environmentOf(to, target, kinds, digest, Optional.empty()))
                .decide(
                        promoted,
                        refusal -> rejected.apply(
                                withHints(refusal, from, to, request.context().caller())));
    }

    private static ReleaseOutcome.Rejected rejected(PromotionRequest request, Problem problem) {
        return new ReleaseOutcome.Rejected(new RuleLog().details(request.to(), null), problem);
    }

    /** Adds hints from other environments and from history, which the rules do not read. */
    private ReleaseOutcome.Rejected withHints(
            ReleaseOutcome.Rejected rejected, EnvironmentScope from, EnvironmentScope to, Caller caller) {
        if (rejected.problem().code() != ProblemCode.ENVIRONMENT_NOT_FOUND) {
            return rejected;
        }
        var absent = from.view().environment().isAbsent() ? from : to;
        return new ReleaseOutcome.Rejected(rejected.details(), absent.absent(writer::history, caller));
    }

    private Promotion promote(PromotionRequest request, PromotedImage image) {
        var release = release(request, image);
        var source = registry.resolve(image.source().repository(), image.digest());
        if (source instanceof Resolution.Missing) {
            return new Promotion(image.source(), null, rejected(request, imageIsGone(request, image)));
        }
        // Decides the release before the copy, so that an image that is refused or runs there already is not copied.
        var afterCopy = new RegistryAfterCopy(registry, image, source);
        var preview = releases.foresee(release, afterCopy);
        if (!(preview instanceof ReleaseOutcome.Planned)) {
            return new Promotion(image.source(), null, preview);
        }
        var taken = tagIsTaken(image);
        if (taken.isPresent()) {
            return new Promotion(image.source(), null, new ReleaseOutcome.Rejected(preview.details(), taken.get()));
        }
        if (request.context().dryRun()) {
            return new Promotion(image.source(), null, preview);
        }
        var transferred = transfer.transfer(image.source().repository(), image.digest(), image.target(), image.tag());
        // The copy may take long: the allowed paths and the source image must still be the same afterwards.
        var released = releases.release(release, snapshot -> hasChanged(snapshot, request, image));
        return new Promotion(image.source(), transferred, released);
    }

    private static Problem imageIsGone(PromotionRequest request, PromotedImage image) {
        return Problem.of(
                ProblemCode.IMAGE_NOT_FOUND,
                "the image that runs in " + request.from() + " is no longer at its registry: " + image.digest(),
                image.source().repository().toString(),
                "push the image again, or release another image in " + request.from() + " and promote that one");
    }

    private Optional<Problem> tagIsTaken(PromotedImage image) {
        var current = registry.resolve(image.target(), image.tag());
        var other = current.image()
                .map(ImageFacts::digest)
                .filter(digest -> !digest.equals(image.digest()))
                .map(digest -> "refers to " + digest);
        return other.or(current::unusable)
                .map(why -> Problem.of(
                        ProblemCode.TAG_TAKEN,
                        "the tag " + Quoted.of(image.tag().value()) + " at the target " + why
                                + ", so it cannot refer to " + image.digest(),
                        image.target().toString(),
                        "find out who pushed the tag; only promotions create tags with this suffix"));
    }

    private Optional<Problem> hasChanged(PendingSnapshot snapshot, PromotionRequest request, PromotedImage image) {
        return decide(
                snapshot,
                request,
                now -> now.digest().equals(image.digest())
                        ? Optional.empty()
                        : Optional.of(Problem.of(
                                ProblemCode.NOT_CURRENT,
                                request.from() + " runs " + now.digest() + " by now, but " + image.digest()
                                        + " was copied",
                                request.from().toString(),
                                "look up in `idp history` what changed there, and promote again")),
                rejected -> Optional.of(rejected.problem()));
    }

    private static ReleaseRequest release(PromotionRequest request, PromotedImage image) {
        var reference = new ImageReference(image.target(), image.tag(), image.digest());
        return new ReleaseRequest(
                request.to(),
                new ImageChoice.ByReference(reference),
                request.expected(),
                request.override(),
                request.from(),
                context(request));
    }

    private static RequestContext context(PromotionRequest request) {
        var context = request.context();
        return context.optionalReason().isPresent()
                ? context
                : context.because(Reason.parse("promoted from " + request.from()));
    }
}
