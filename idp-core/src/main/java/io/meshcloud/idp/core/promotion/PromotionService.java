package io.meshcloud.idp.core.promotion;

import io.meshcloud.idp.contract.address.Layout;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.release.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.release.ReleaseService;
import io.meshcloud.idp.core.release.RuleLog;
import io.meshcloud.idp.core.view.AbsentEnvironment;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTransfer;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Promotes: takes what runs in one environment, copies it to the repository of another and releases it there: the same
 * bytes, the same digest, the same app, only along the platform's {@code promoteFrom}. The release is decided before
 * anything is copied, and once more, by the usual way, behind the copy.
 */
public final class PromotionService {
    private final WriterLoop writer;
    private final ImageRegistry registry;
    private final ImageTransfer transfer;
    private final ReleaseService releases;

    public PromotionService(
            WriterLoop writer, ImageRegistry registry, ImageTransfer transfer, ReleaseService releases) {
        this.writer = Objects.requireNonNull(writer, "writer");
        this.registry = Objects.requireNonNull(registry, "registry");
        this.transfer = Objects.requireNonNull(transfer, "transfer");
        this.releases = Objects.requireNonNull(releases, "releases");
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException when Git or a registry cannot be used. Nothing was released
     *     then, unless the code is {@link io.meshcloud.idp.contract.problem.ProblemCode#OUTCOME_UNKNOWN}; what was copied
     *     by then stays, and a second try finds it
     */
    public Promotion promote(PromotionRequest request) {
        return decide(
                writer.fetch(),
                request,
                image -> promote(request, image),
                rejected -> new Promotion(null, null, rejected));
    }

    /** By the rules for promotions, on one state. */
    private <R> R decide(
            Snapshot seen,
            PromotionRequest request,
            Function<PromotedImage, R> promoted,
            Function<ReleaseOutcome.Rejected, R> rejected) {
        var file = PlatformView.read(seen);
        var broken = PlatformView.broken(file);
        if (broken.isPresent()) {
            var details = new RuleLog().details(request.to(), null);
            return rejected.apply(new ReleaseOutcome.Rejected(details, broken.get()));
        }
        var platform = PlatformView.settings(file).orElseThrow();
        var from = EnvironmentView.read(seen, platform.layout(), request.from());
        var to = EnvironmentView.read(seen, platform.layout(), request.to());
        return new PromotionRules(from, to, request, platform)
                .decide(promoted, refusal -> rejected.apply(told(refusal, seen, platform.layout(), from, to)));
    }

    /** The rules see two environments only; what else there is, and was, helps to mend the request. */
    private ReleaseOutcome.Rejected told(
            ReleaseOutcome.Rejected rejected, Snapshot seen, Layout layout, EnvironmentView from, EnvironmentView to) {
        if (rejected.problem().code() != ProblemCode.ENVIRONMENT_NOT_FOUND) {
            return rejected;
        }
        var absent = from.environment().isAbsent() ? from : to;
        return new ReleaseOutcome.Rejected(
                rejected.details(), AbsentEnvironment.problem(writer::history, seen, layout, absent));
    }

    private Promotion promote(PromotionRequest request, PromotedImage image) {
        var release = release(request, image);
        var source = registry.resolve(image.source().repository(), image.digest());
        if (source instanceof Resolution.Missing) {
            var details = new RuleLog().details(request.to(), null);
            return new Promotion(image.source(), null, new ReleaseOutcome.Rejected(details, isGone(request, image)));
        }
        // As if it were copied: what would be refused, or runs there already, is not copied first.
        var asIfCopied = new AsIfCopied(registry, image, source);
        var foreseen = releases.foresee(release, asIfCopied);
        if (!(foreseen instanceof ReleaseOutcome.Planned)) {
            return new Promotion(image.source(), null, foreseen);
        }
        var taken = tagIsTaken(image);
        if (taken.isPresent()) {
            return new Promotion(image.source(), null, new ReleaseOutcome.Rejected(foreseen.details(), taken.get()));
        }
        if (request.context().dryRun()) {
            return new Promotion(image.source(), null, foreseen);
        }
        var transferred = transfer.transfer(image.source().repository(), image.digest(), image.target(), image.tag());
        // A copy takes its time: the paths, and what runs at their beginning, have to be the same behind it.
        var released = releases.release(release, snapshot -> hasChanged(snapshot, request, image));
        return new Promotion(image.source(), transferred, released);
    }

    private static Problem isGone(PromotionRequest request, PromotedImage image) {
        return Problem.of(
                ProblemCode.IMAGE_NOT_FOUND,
                "what runs in " + request.from() + " is not at its registry any more: " + image.digest(),
                image.source().repository().toString(),
                "push it there again, or release another image in " + request.from() + " and promote that");
    }

    private Optional<Problem> tagIsTaken(PromotedImage image) {
        var standsFor = registry.resolve(image.target(), image.tag())
                .match(
                        facts -> Optional.of(facts.digest().value()),
                        other -> Optional.of(other.mediaType()),
                        unreadable -> Optional.of("a manifest that " + unreadable.why()),
                        Optional::<String>empty);
        return standsFor
                .filter(other -> !other.equals(image.digest().value()))
                .map(other -> Problem.of(
                        ProblemCode.TAG_TAKEN,
                        "the tag " + Quoted.of(image.tag().value()) + " stands for " + Quoted.of(other)
                                + " there, not for " + image.digest(),
                        image.target().toString(),
                        "find out who wrote it; nobody else gives tags that end like this"));
    }

    private Optional<Problem> hasChanged(Snapshot snapshot, PromotionRequest request, PromotedImage image) {
        return decide(
                snapshot,
                request,
                now -> now.digest().equals(image.digest())
                        ? Optional.empty()
                        : Optional.of(Problem.of(
                                ProblemCode.NOT_CURRENT,
                                "in " + request.from() + " runs " + now.digest() + " by now, and " + image.digest()
                                        + " was copied",
                                request.from().toString(),
                                "look at `idp history` what happened there, and promote again")),
                rejected -> Optional.of(rejected.problem()));
    }

    private static ReleaseRequest release(PromotionRequest request, PromotedImage image) {
        var reference = new ImageReference(image.target(), image.tag(), image.digest());
        return new ReleaseRequest(
                request.to(),
                new ImageChoice.ByReference(reference),
                request.expected(),
                request.freezeOverride(),
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
