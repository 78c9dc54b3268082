// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.promotion;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.release.CommonRules;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.RuleLog;
import io.meshcloud.idp.core.release.RuleOverride;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.PlatformView;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rules for promoting an image from one environment to another, in their order. The rules for the release itself
 * follow later, in the release. The decision has no side effects; use a new object for each decision.
 */
final class PromotionRules {
    private static final String PATHS = ".promoteFrom";

    private final EnvironmentView from;
    private final EnvironmentView to;
    private final PromotionRequest request;
    private final Platform platform;
    private final Function<ImageReference, Optional<Tag>> releasedAs;
    private final Earlier earlier;
    private final RuleLog log = new RuleLog();

    /** Finds an environment of the target's app and of one of these kinds in which a digest runs or ran. */
    @FunctionalInterface
    interface Earlier {
        Optional<EnvironmentAddress> of(AppEnvironment target, Set<Slug> kinds, Digest digest);
    }

    /**
     * @param releasedAs finds the tag under which an image without a tag was released in the source environment
     * @param earlier asked only if the platform does not name the kind of the source environment
     */
    PromotionRules(
            EnvironmentView from,
            EnvironmentView to,
            PromotionRequest request,
            Platform platform,
            Function<ImageReference, Optional<Tag>> releasedAs,
            Earlier earlier) {
        this.from = from;
        this.to = to;
        this.request = request;
        this.platform = platform;
        this.releasedAs = releasedAs;
        this.earlier = earlier;
    }

    /** The image to promote, or the refusal. */
    <R> R decide(Function<? super PromotedImage, R> promoted, Function<? super ReleaseOutcome.Rejected, R> rejected) {
        var refusal = mayUseSource()
                .or(() -> new CommonRules(to, platform, log, request.context().caller())
                        .granted(request.context().caller(), Action.RELEASE))
                .or(this::areDifferent)
                .or(() -> new CommonRules(from, platform, log, request.context().caller()).environmentIsValid())
                .or(() -> new CommonRules(to, platform, log, request.context().caller()).environmentIsValid());
        if (refusal.isPresent()) {
            return rejected.apply(rejected(refusal.get()));
        }
        var source = from.validEnvironment().orElseThrow();
        var target = to.validEnvironment().orElseThrow();
        refusal = isSameApp(source, target)
                .or(() -> isAllowedPath(source, target))
                .or(() -> hasImage(source));
        if (refusal.isPresent()) {
            return rejected.apply(rejected(refusal.get()));
        }
        var image = from.readableRelease().map(AppRelease::image).orElseThrow();
        return promoted.apply(PromotedImage.of(
                image, releasedAs.apply(image), target.registry().repository()));
    }

    private ReleaseOutcome.Rejected rejected(Problem problem) {
        return new ReleaseOutcome.Rejected(log.details(to.address(), null), problem);
    }

    private Optional<Problem> mayUseSource() {
        var caller = request.context().caller();
        return caller.refusalToUse(from.address())
                .map(problem -> log.refuse("promote-caller", problem.what(), problem))
                .orElseGet(() -> log.pass("promote-caller", "may use " + from.address()));
    }

    private Optional<Problem> areDifferent() {
        return request.from().equals(request.to())
                ? log.refuse(
                        "promote-environments",
                        "both are " + from.address(),
                        refused(
                                "an environment cannot be promoted to itself",
                                "name another environment to promote to"))
                : log.pass("promote-environments", from.address() + " to " + to.address());
    }

    private Optional<Problem> isSameApp(AppEnvironment source, AppEnvironment target) {
        var sourceApp = app(source);
        var targetApp = app(target);
        return sourceApp.equals(targetApp)
                ? log.pass("promote-app", sourceApp)
                : log.refuse(
                        "promote-app",
                        sourceApp + " is not " + targetApp,
                        refused(
                                from.address() + " is of the app " + Quoted.of(sourceApp) + ", and " + to.address()
                                        + " of " + Quoted.of(targetApp),
                                "promote between environments of one app"));
    }

    private static String app(AppEnvironment environment) {
        return environment.metadata().tenant() + "/" + environment.metadata().app();
    }

    private Optional<Problem> isAllowedPath(AppEnvironment source, AppEnvironment target) {
        var fromKind = source.metadata().environment();
        var toKind = target.metadata().environment();
        var rules = platform.rules(toKind);
        boolean allowed = rules.filter(of -> of.allowsPromotionFrom(fromKind)).isPresent();
        var saw = fromKind + " to " + toKind;
        if (allowed) {
            return log.pass("promote-path", saw);
        }
        var ranIn = rules.flatMap(of -> Optional.ofNullable(of.promoteFrom()))
                .flatMap(kinds -> from.readableRelease()
                        .map(AppRelease::image)
                        .flatMap(ImageReference::optionalDigest)
                        .flatMap(digest -> earlier.of(target, kinds, digest)));
        if (ranIn.isPresent()) {
            return log.pass(
                    "promote-path",
                    saw + ", and the image runs or ran in "
                            + request.context().caller().name(ranIn.get()));
        }
        // The release records the override: the image did not run where it has to run first.
        var override = rules.isPresent()
                ? RuleOverride.of(request.override(), request.context().caller(), to.address())
                : RuleOverride.none();
        return override.orRefuse(
                log,
                "promote-path",
                saw,
                Warning.of("promoted from " + fromKind + " to " + toKind),
                Problem.of(
                        ProblemCode.NOT_A_PROMOTION,
                        "the platform allows no promotion from " + Quoted.of(fromKind.value()) + " to "
                                + Quoted.of(toKind.value()),
                        PlatformView.where("spec.environments" + (rules.isEmpty() ? "" : "." + toKind + PATHS)),
                        rules.map(of -> allowedPaths(of, toKind)
                                        + ", or say why it cannot wait with `--override REASON`")
                                .orElseGet(() ->
                                        "the platform team can add the kind " + Quoted.of(toKind.value()) + " there")));
    }

    private static String allowedPaths(Platform.EnvironmentRules rules, Slug to) {
        var from = Optional.ofNullable(rules.promoteFrom()).orElse(Set.of()).stream()
                .map(kind -> Quoted.of(kind.value()))
                .sorted()
                .collect(Collectors.joining(" or "));
        return (from.isEmpty()
                        ? "the platform allows no kind of environment as a source"
                        : "promote to " + Quoted.of(to.value()) + " from " + from)
                + "; the platform team can add others to spec.environments." + to + PATHS;
    }

    private Optional<Problem> hasImage(AppEnvironment source) {
        var path = from.releasePath().value();
        var image = from.readableRelease().map(AppRelease::image);
        if (image.flatMap(ImageReference::optionalDigest).isEmpty()) {
            return log.refuse(
                    "promote-image",
                    path + " names no image by digest",
                    Problem.of(
                            ProblemCode.NOTHING_TO_PROMOTE,
                            "no image runs in " + from.address() + " that could be promoted",
                            path,
                            "release an image there first"));
        }
        // The team has no rights on an image in another repository.
        return image.get().repository().equals(source.registry().repository())
                ? log.pass("promote-image", image.get().toString())
                : log.refuse(
                        "promote-image",
                        image.get() + " is not in " + source.registry().repository(),
                        Problem.of(
                                ProblemCode.RELEASE_MISMATCH,
                                "the image that runs in " + from.address()
                                        + " is not in the repository of that environment",
                                path,
                                "release an image of its own repository there first"));
    }

    private Problem refused(String what, String fix) {
        return Problem.of(
                ProblemCode.NOT_A_PROMOTION, what, to.environmentPath().value(), fix);
    }
}
