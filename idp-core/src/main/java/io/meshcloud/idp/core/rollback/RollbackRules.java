// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.rollback;

import io.meshcloud.idp.contract.check.PlatformCheck;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.version.Version;
import io.meshcloud.idp.core.hold.HoldChange;
import io.meshcloud.idp.core.image.CurrentRelease;
import io.meshcloud.idp.core.image.ImageVersions;
import io.meshcloud.idp.core.image.Seen;
import io.meshcloud.idp.core.image.Watermark;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.registry.ImageProblem;
import io.meshcloud.idp.core.registry.RegistryAnswers;
import io.meshcloud.idp.core.registry.RegistryQuestion;
import io.meshcloud.idp.core.release.CommonRules;
import io.meshcloud.idp.core.release.Decision;
import io.meshcloud.idp.core.release.NewestAtRegistry;
import io.meshcloud.idp.core.release.ReleaseChange;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseTrailers;
import io.meshcloud.idp.core.release.ReleasedTag;
import io.meshcloud.idp.core.release.RollbackDistance;
import io.meshcloud.idp.core.release.RuleLog;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.state.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules for a rollback, in their order. A stop or a freeze does not block a rollback. Use a new object for each
 * decision.
 */
final class RollbackRules {
    private final EnvironmentView view;
    private final RollbackRequest request;
    private final Platform platform;
    private final Instant now;
    private final RuleLog log = new RuleLog();
    private final CommonRules commonRules;

    /**
     * @param platformBroken whether the settings are an older state of a file that is broken now
     */
    RollbackRules(
            EnvironmentView view, RollbackRequest request, Platform platform, boolean platformBroken, Instant now) {
        this.view = view;
        this.request = request;
        this.platform = platform;
        this.now = now;
        this.commonRules =
                new CommonRules(view, platform, log, request.context().caller());
        if (platformBroken) {
            log.warn(
                    "platform",
                    PlatformView.PATH + " is broken; its last readable state applies",
                    new Warning(
                            "the platform's settings are broken; this rollback used their last readable state",
                            PlatformView.PATH.value(),
                            "fix the file: until then only a rollback is possible"));
        }
    }

    /**
     * @param search searches history, if the rules need it
     * @param answers the registry's answers so far
     */
    Decision decide(Supplier<RollbackSearch.SearchResult> search, RegistryAnswers answers) {
        var caller = request.context().caller();
        var refusal = commonRules
                .granted(caller, Action.ROLL_BACK)
                .or(() -> request.hold() ? commonRules.granted(caller, Action.HOLD) : Optional.empty())
                .or(commonRules::environmentIsValid);
        if (refusal.isPresent()) {
            return rejected(refusal.get(), null);
        }
        var document = view.environment().document().orElseThrow();
        var environment = document.value();
        refusal = commonRules.isWrittenDirectly(environment).or(commonRules::releaseIsAFile);
        if (refusal.isPresent()) {
            return rejected(refusal.get(), null);
        }
        if (request.hold() && platform.deployMode(environment) == DeployMode.MANUAL) {
            log.warn(
                    "hold",
                    "the deploy mode is manual",
                    Warning.of("the deploy mode was manual already; --hold changes nothing"));
        }
        PlatformCheck.check(document, platform).stream()
                .map(Finding::asWarning)
                .forEach(finding -> log.warn("platform-rules", finding.pointer(), Warning.of(finding)));
        var found = search.get();
        var target = found.target();
        if (target == null) {
            return rejected(
                    log.refuse("target", request.target().toString(), Objects.requireNonNull(found.problem()))
                            .orElseThrow(),
                    null);
        }
        log.pass("target", target.image().toString());
        return onTarget(environment, target, found.newestReadable(), answers);
    }

    private Decision onTarget(
            AppEnvironment environment,
            RollbackSearch.EarlierRelease target,
            @Nullable AppRelease newestReadable,
            RegistryAnswers answers) {
        var repository = environment.registry().repository();
        if (!target.repository().equals(repository)) {
            return rejected(mappingChanged(target.image(), environment), target.image());
        }
        log.pass("mapping", repository.toString());
        var current = CurrentRelease.of(view, environment, platform);
        var digest = target.digest();
        if (current.digest().equals(Optional.of(digest))) {
            log.unchanged("same-digest", "that digest runs already");
            var details = log.details(view.address(), current.previous().orElse(null));
            return hold().<Decision>map(hold -> new Decision.Write(details, List.of(hold), details.image()))
                    .orElseGet(() -> new Decision.Answer(new ReleaseOutcome.Unchanged(details)));
        }
        var changed = commonRules.isCurrent(request.expected());
        if (changed.isPresent()) {
            return rejected(changed.get(), target.image());
        }
        var wanted = new RegistryQuestion.ByDigest(repository, digest);
        var questions = new ArrayList<RegistryQuestion>(List.of(wanted));
        Optional.ofNullable(target.tag())
                .map(tag -> new RegistryQuestion.ByTag(repository, tag))
                .ifPresent(questions::add);
        var open = answers.open(questions, repository, current);
        if (!open.isEmpty()) {
            return new Decision.Ask(open);
        }
        var missing = isStillThere(target, wanted, answers);
        if (missing.isPresent()) {
            return rejected(missing.get(), target.image());
        }
        var newest = NewestAtRegistry.of(view.address(), environment, platform);
        var unlisted = newest.open(answers);
        if (unlisted.isPresent()) {
            return unlisted.get();
        }
        var tag = ReleasedTag.stillNaming(target.image(), answers, log).orElse(null);
        var image = new ImageReference(repository, tag, digest);
        current.warning()
                .ifPresent(
                        warning -> log.warn("release-file", view.releasePath().value(), warning));
        commonRules.clockIsPlausible(current, now);
        var kept = keptWatermark(current, newestReadable, wanted, answers);
        var seen = new Seen(
                Watermark.after(kept, newest.time(answers, now, log).orElse(null), now),
                keptVersion(environment, current, newestReadable, newest.version(answers, log)));
        var release = ReleaseChange.file(environment, image, now, request.context(), seen);
        var context = request.context().because(request.reason());
        var trailers = ReleaseTrailers.of(image, current.previous());
        var changes = new ArrayList<Change>();
        changes.add(ReleaseChange.of(Action.ROLL_BACK, view, context, release, trailers));
        hold().ifPresent(changes::add);
        var distance =
                new RollbackDistance(target.releasedAt(), Duration.between(target.releasedAt(), now), target.skipped());
        return new Decision.Write(
                log.details(view.address(), image).over(distance),
                changes,
                current.previous().orElse(null));
    }

    /** The commit that keeps automation from deploying, if the request asks for it and the mode is not manual yet. */
    private Optional<Change> hold() {
        var context = request.context().because(request.reason());
        return request.hold()
                ? view.environment()
                        .document()
                        .flatMap(file -> HoldChange.of(view.address(), view.environmentPath(), file, platform, context))
                : Optional.empty();
    }

    /**
     * The newest time seen until now, so that automation does not undo the rollback: the watermark of the file that is
     * replaced, or its image's time at the registry if that is later. If neither is known, the time at which the image
     * was released is used: an image is older than its release.
     */
    private @Nullable Instant keptWatermark(
            CurrentRelease current,
            @Nullable AppRelease newestReadable,
            RegistryQuestion.ByDigest target,
            RegistryAnswers answers) {
        var onFile = current.watermark();
        if (current.release().isEmpty() && newestReadable != null) {
            onFile = newestReadable.optionalNewestSeenAt();
        }
        if (onFile.isEmpty() && answers.failure(target).isPresent()) {
            onFile = current.tracked().map(AppRelease::observedAt).filter(at -> Watermark.isPlausible(at, now));
        }
        var runningTime = answers.newestTimeOfRunning();
        return Watermark.after(onFile.orElse(null), runningTime.orElse(null), now);
    }

    /**
     * The highest version seen until now: that of the file that is replaced, and where automation chooses by versions
     * those of its image and of the registry.
     */
    private @Nullable Version keptVersion(
            AppEnvironment environment,
            CurrentRelease current,
            @Nullable AppRelease newestReadable,
            Optional<Version> atRegistry) {
        var onFile = current.highestVersion();
        if (current.release().isEmpty() && newestReadable != null) {
            onFile = newestReadable.optionalNewestSeenVersion();
        }
        var rule = platform.imageRule(view.address(), environment);
        var replaced = rule.isBySemver() ? new ImageVersions(rule).highestOnFile(current) : Optional.<Version>empty();
        return Seen.highest(Stream.of(onFile, replaced, atRegistry).flatMap(Optional::stream))
                .orElse(null);
    }

    private Problem mappingChanged(ImageReference image, AppEnvironment environment) {
        var saw = image.repository() + " is not " + environment.registry().repository();
        var problem = Problem.of(
                ProblemCode.MAPPING_CHANGED,
                "the image of that release is in "
                        + Quoted.of(image.repository().toString()) + ", and the environment"
                        + " now tracks another repository",
                view.environmentPath().value(),
                "name a release of the repository that it tracks now with --to, or release an image of it");
        return log.refuse("mapping", saw, problem).orElseThrow();
    }

    private Optional<Problem> isStillThere(
            RollbackSearch.EarlierRelease target, RegistryQuestion.ByDigest wanted, RegistryAnswers answers) {
        var unverified = answers.failure(wanted);
        if (unverified.isPresent()) {
            return log.warn(
                    "image",
                    "the registry could not be asked",
                    new Warning(
                            "the registry could not be asked whether the image is still there: "
                                    + unverified.get().what(),
                            target.image().toString(),
                            "the digest was verified when it was released; check whether the workload starts"));
        }
        var found = answers.resolution(wanted);
        if (found instanceof Resolution.Unreadable) {
            return log.pass("image", "is still there; it ran before, so the cluster can read its manifest");
        }
        return ImageProblem.of(found, target.image().toString(), wanted.repository())
                .map(problem -> log.refuse("image", problem.what(), ofPast(problem)))
                .orElseGet(() -> log.pass("image", "is still there"));
    }

    private static Problem ofPast(Problem problem) {
        return Problem.of(
                problem.code(),
                problem.what(),
                problem.where(),
                "name another release with --to, or push the image again");
    }

    private Decision rejected(Problem problem, @Nullable ImageReference image) {
        return new Decision.Answer(new ReleaseOutcome.Rejected(log.details(view.address(), image), problem));
    }
}
