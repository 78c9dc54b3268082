package io.meshcloud.idp.core.promotion;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.release.EnvironmentRules;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.RuleLog;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.PlatformView;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rules for taking an image from one environment to another, in their order; whether it may be released there is the
 * release's own matter. One object makes one decision, of values and of nothing else.
 */
final class PromotionRules {
    private static final String PATHS = ".promoteFrom";

    private final EnvironmentView from;
    private final EnvironmentView to;
    private final PromotionRequest request;
    private final Platform platform;
    private final RuleLog log = new RuleLog();

    PromotionRules(EnvironmentView from, EnvironmentView to, PromotionRequest request, Platform platform) {
        this.from = from;
        this.to = to;
        this.request = request;
        this.platform = platform;
    }

    /** Which image is to go where, or why none is. */
    <R> R decide(Function<? super PromotedImage, R> promoted, Function<? super ReleaseOutcome.Rejected, R> rejected) {
        var refusal = isTheirs()
                .or(() -> new EnvironmentRules(to, platform, log)
                        .granted(request.context().caller(), Action.RELEASE))
                .or(this::areTwo)
                .or(() -> new EnvironmentRules(from, platform, log).environmentIsValid())
                .or(() -> new EnvironmentRules(to, platform, log).environmentIsValid());
        if (refusal.isPresent()) {
            return rejected.apply(rejected(refusal.get()));
        }
        var source = from.validEnvironment().orElseThrow();
        var target = to.validEnvironment().orElseThrow();
        refusal = isTheSameApp(source, target).or(() -> isAPath(source, target)).or(() -> runs(source));
        if (refusal.isPresent()) {
            return rejected.apply(rejected(refusal.get()));
        }
        var image = from.readableRelease().map(AppRelease::image).orElseThrow();
        return promoted.apply(PromotedImage.of(image, target.registry().repository()));
    }

    private ReleaseOutcome.Rejected rejected(Problem problem) {
        return new ReleaseOutcome.Rejected(log.details(to.address(), null), problem);
    }

    private Optional<Problem> isTheirs() {
        var caller = request.context().caller();
        return caller.refusalToUse(from.address())
                .map(problem -> log.refuse("promote-caller", problem.what(), problem))
                .orElseGet(() -> log.pass("promote-caller", "may use " + from.address()));
    }

    private Optional<Problem> areTwo() {
        return request.from().equals(request.to())
                ? log.refuse(
                        "promote-environments",
                        "both are " + from.address(),
                        refused(
                                "an environment cannot be promoted to itself",
                                "name another environment to promote to"))
                : log.pass("promote-environments", from.address() + " to " + to.address());
    }

    private Optional<Problem> isTheSameApp(AppEnvironment source, AppEnvironment target) {
        var its = app(source);
        var theirs = app(target);
        return its.equals(theirs)
                ? log.pass("promote-app", its)
                : log.refuse(
                        "promote-app",
                        its + " is not " + theirs,
                        refused(
                                from.address() + " is of the app " + Quoted.of(its) + ", and " + to.address() + " of "
                                        + Quoted.of(theirs),
                                "promote between environments of one app"));
    }

    private static String app(AppEnvironment environment) {
        return environment.metadata().tenant() + "/" + environment.metadata().app();
    }

    private Optional<Problem> isAPath(AppEnvironment source, AppEnvironment target) {
        var its = source.metadata().environment();
        var theirs = target.metadata().environment();
        var rules = platform.rules(theirs);
        boolean allowed = rules.filter(of -> of.allowsPromotionFrom(its)).isPresent();
        var saw = its + " to " + theirs;
        return allowed
                ? log.pass("promote-path", saw)
                : log.refuse(
                        "promote-path",
                        saw,
                        Problem.of(
                                ProblemCode.NOT_A_PROMOTION,
                                "the platform promotes nothing from " + Quoted.of(its.value()) + " to "
                                        + Quoted.of(theirs.value()),
                                PlatformView.where("spec.environments" + (rules.isEmpty() ? "" : "." + theirs + PATHS)),
                                rules.map(of -> along(of, theirs))
                                        .orElseGet(() -> "the platform team adds the kind " + Quoted.of(theirs.value())
                                                + " there, if there is to be one")));
    }

    private static String along(Platform.EnvironmentRules rules, Slug to) {
        var from = Optional.ofNullable(rules.promoteFrom()).orElse(Set.of()).stream()
                .map(kind -> Quoted.of(kind.value()))
                .sorted()
                .collect(Collectors.joining(" or "));
        return (from.isEmpty()
                        ? "the platform allows no kind to be promoted from"
                        : "promote to " + Quoted.of(to.value()) + " from " + from)
                + "; the platform team adds others to spec.environments." + to + PATHS;
    }

    private Optional<Problem> runs(AppEnvironment source) {
        var path = from.releasePath().value();
        var image = from.readableRelease().map(AppRelease::image);
        if (image.flatMap(ImageReference::optionalDigest).isEmpty()) {
            return log.refuse(
                    "promote-image",
                    path + " names no image by digest",
                    Problem.of(
                            ProblemCode.NOTHING_TO_PROMOTE,
                            "nothing runs in " + from.address() + " that could be promoted",
                            path,
                            "release an image there first"));
        }
        // What lies elsewhere is not the team's to hand on, whoever wrote it there.
        return image.get().repository().equals(source.registry().repository())
                ? log.pass("promote-image", image.get().toString())
                : log.refuse(
                        "promote-image",
                        image.get() + " does not lie in " + source.registry().repository(),
                        Problem.of(
                                ProblemCode.RELEASE_MISMATCH,
                                "what runs in " + from.address() + " does not lie in its own repository",
                                path,
                                "release an image of that repository there first"));
    }

    private Problem refused(String what, String fix) {
        return Problem.of(
                ProblemCode.NOT_A_PROMOTION, what, to.environmentPath().value(), fix);
    }
}
