// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.version.Version;
import io.meshcloud.idp.core.history.PastReleases;
import io.meshcloud.idp.core.image.CurrentRelease;
import io.meshcloud.idp.core.image.ImageVersions;
import io.meshcloud.idp.core.image.OrderTime;
import io.meshcloud.idp.core.image.Seen;
import io.meshcloud.idp.core.image.Watermark;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.registry.ImageProblem;
import io.meshcloud.idp.core.registry.RegistryAnswers;
import io.meshcloud.idp.core.registry.RegistryQuestion;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules for the release of a person, in their order. Use a new object for each decision. */
public final class ReleaseRules {
    private final EnvironmentScope scope;
    private final EnvironmentView view;
    private final ReleaseRequest request;
    private final RegistryAnswers answers;
    private final PastReleases past;
    private final Platform platform;
    private final Instant now;
    private final RuleOverride override;
    private final RuleLog log = new RuleLog();
    private final CommonRules commonRules;

    private ReleaseRules(
            EnvironmentScope scope, ReleaseRequest request, RegistryAnswers answers, PastReleases past, Instant now) {
        this.scope = scope;
        this.view = scope.view();
        this.request = request;
        this.answers = answers;
        this.past = past;
        this.platform = scope.platform();
        this.now = now;
        this.override = RuleOverride.of(request.override(), request.context().caller(), view.address());
        this.commonRules =
                new CommonRules(view, platform, log, request.context().caller());
    }

    /** Decides: a pure function. */
    public static Decision decide(
            EnvironmentScope scope, ReleaseRequest request, RegistryAnswers answers, PastReleases past, Instant now) {
        return new ReleaseRules(scope, request, answers, past, now).decide();
    }

    private Decision decide() {
        var refusal =
                commonRules.granted(request.context().caller(), Action.RELEASE).or(commonRules::environmentIsValid);
        if (refusal.isPresent()) {
            return rejected(refusal.get(), null);
        }
        var document = view.environment().document().orElseThrow();
        var environment = document.value();
        var repository = environment.registry().repository();
        refusal = commonRules
                .platformAllows(document)
                .or(() -> commonRules.isWrittenDirectly(environment))
                .or(commonRules::isNotStopped)
                .or(() -> commonRules.isNotFrozen(environment, override, now))
                .or(() -> isInRepository(repository))
                .or(commonRules::releaseIsAFile);
        return refusal.map(problem -> rejected(problem, null)).orElseGet(() -> onImage(environment, repository));
    }

    private Decision onImage(AppEnvironment environment, ImageRepository repository) {
        var current = CurrentRelease.of(view, environment, platform);
        var named = request.image().digest();
        if (named.isPresent() && named.equals(current.digest())) {
            return unchanged(current);
        }
        var open = answers.open(RegistryQuestion.about(repository, request.image()), repository, current);
        if (!open.isEmpty()) {
            return new Decision.Ask(open);
        }
        var wanted = answers.resolution(RegistryQuestion.deciding(repository, request.image()));
        var missing = imageIsThere(repository, wanted);
        if (missing.isPresent()) {
            return rejected(missing.get(), null);
        }
        var image = wanted.image().orElseThrow();
        request.image().tag().ifPresent(tag -> logTagPattern(environment, image, tag));
        return onFacts(environment, repository, current, image);
    }

    private Decision onFacts(
            AppEnvironment environment, ImageRepository repository, CurrentRelease current, ImageFacts image) {
        if (current.digest().equals(Optional.of(image.digest()))) {
            return unchanged(current);
        }
        var named = new ImageReference(repository, null, image.digest());
        var refusal = commonRules.isCurrent(request.expected()).or(() -> ranBefore(environment, named));
        if (refusal.isPresent()) {
            return rejected(refusal.get(), named);
        }
        var newest = NewestAtRegistry.of(view.address(), environment, platform);
        var open = newest.open(answers);
        if (open.isPresent()) {
            return open.get();
        }
        var tag = tagToWrite(repository, image.digest());
        var reference = new ImageReference(repository, tag.orElse(null), image.digest());
        current.warning()
                .ifPresent(
                        warning -> log.warn("release-file", view.releasePath().value(), warning));
        commonRules.clockIsPlausible(current, now);
        var seen = new Seen(
                Watermark.after(
                        watermark(current, image),
                        newest.time(answers, now, log).orElse(null),
                        now),
                highestVersion(environment, current, reference, newest));
        var release = ReleaseChange.file(environment, reference, now, request.context(), seen);
        var trailers = ReleaseTrailers.of(reference, current.previous());
        ReleaseTrailers.addLabels(trailers, image);
        ReleaseTrailers.addOrigin(trailers, request.optionalPromotedFrom());
        override.record(trailers, log);
        var change = ReleaseChange.of(Action.RELEASE, view, request.context(), release, trailers);
        return new Decision.Write(
                log.details(view.address(), reference),
                List.of(change),
                current.previous().orElse(null));
    }

    private Optional<Problem> ranBefore(AppEnvironment environment, ImageReference image) {
        return commonRules.ranBefore(
                environment,
                image,
                kinds -> past.environmentOf(
                        scope,
                        environment,
                        kinds,
                        image.optionalDigest().orElseThrow(),
                        request.optionalPromotedFrom()),
                past::unprovenEnvironmentOf,
                override);
    }

    /**
     * The highest version that was released here or that the registry holds, with the version of this image. Absent
     * where automation chooses by time: a release under that order ends the comparison by version.
     */
    private @Nullable Version highestVersion(
            AppEnvironment environment, CurrentRelease current, ImageReference image, NewestAtRegistry newest) {
        var rule = platform.imageRule(view.address(), environment);
        if (!rule.isBySemver()) {
            return null;
        }
        var versions = new ImageVersions(rule);
        var digest = image.optionalDigest().orElseThrow();
        var version = Seen.highest(Stream.concat(
                image.optionalTag().flatMap(tag -> versions.of(tag, digest)).stream(),
                versions.highestOf(digest, newest.images(answers)).stream()));
        var before = versions.highestOnFile(current);
        logVersion(version, before);
        return Seen.highest(
                        Stream.of(version, before, newest.version(answers, log)).flatMap(Optional::stream))
                .orElse(null);
    }

    private void logVersion(Optional<Version> version, Optional<Version> before) {
        if (version.isEmpty() || before.isEmpty()) {
            log.pass(
                    "version-order",
                    version.map(known -> known + ", nothing to compare with")
                            .orElse("the version of the image is unknown"));
        } else if (before.get().isHigherThan(version.get())) {
            log.warn(
                    "version-order",
                    version.get() + " is lower than " + before.get(),
                    new Warning(
                            "the image has a lower version than one that was seen here before: " + version.get()
                                    + ", the highest seen is " + before.get(),
                            view.releasePath().value(),
                            "nothing to do if this is the image that you meant; automation keeps it, and releases"
                                    + " only higher versions"));
        } else {
            log.pass("version-order", version.get() + " is not lower than " + before.get());
        }
    }

    private Optional<Problem> isInRepository(ImageRepository repository) {
        var named = request.image().repository();
        if (named.isEmpty() || named.get().equals(repository)) {
            return log.pass("repository", repository.toString());
        }
        return log.refuse(
                "repository",
                named.get() + " is not " + repository,
                Problem.of(
                        ProblemCode.WRONG_REPOSITORY,
                        "the image is in " + Quoted.of(named.get().toString()) + ", the environment tracks "
                                + Quoted.of(repository.toString()),
                        view.environmentPath().value(),
                        "push the image to the environment's repository, or name an image there by tag or digest"));
    }

    private Optional<Problem> imageIsThere(ImageRepository repository, Resolution wanted) {
        return ImageProblem.of(wanted, request.image().toString(), repository)
                .map(problem -> log.refuse("image", problem.what(), problem))
                .orElseGet(() -> isTheNamedImage(repository, wanted.image().orElseThrow()));
    }

    private Optional<Problem> isTheNamedImage(ImageRepository repository, ImageFacts found) {
        var named = request.image().digest();
        if (named.isEmpty() || named.get().equals(found.digest())) {
            return log.pass("image", request.image() + " is " + found.digest());
        }
        return log.refuse(
                "image",
                "requested " + named.get() + ", got " + found.digest(),
                Problem.of(
                        ProblemCode.DIGEST_MISMATCH,
                        "the registry returned another digest than the requested one",
                        repository.toString(),
                        "ask the operators of the registry, or of a proxy in front of it"));
    }

    /** A person may release any image. The trace records why automation would not have released this image. */
    private void logTagPattern(AppEnvironment environment, ImageFacts image, Tag tag) {
        new ImageVersions(platform.imageRule(view.address(), environment))
                .exclusion(TaggedImage.of(tag, image))
                .ifPresent(why -> log.pass("tag-pattern", tag + " " + why + ", so automation does not take it"));
    }

    /** A tag is written only if it refers to the released digest at this moment. */
    private Optional<Tag> tagToWrite(ImageRepository repository, Digest digest) {
        var tag = request.image().tag();
        if (tag.isEmpty()) {
            log.pass("tag", "none is named");
            return Optional.empty();
        }
        var refersTo = answers.resolution(new RegistryQuestion.ByTag(repository, tag.get()))
                .image()
                .map(ImageFacts::digest);
        if (refersTo.equals(Optional.of(digest))) {
            log.pass("tag", tag.get() + " is that digest");
            return tag;
        }
        var saw = refersTo.map(other -> "is now " + other.abbreviated()).orElse("names no image now");
        log.warn(
                "tag",
                tag.get() + " " + saw,
                new Warning(
                        "the tag " + Quoted.of(tag.get().value()) + " " + saw
                                + "; the digest decides, the tag is not written",
                        view.releasePath().value(),
                        ""));
        return Optional.empty();
    }

    private @Nullable Instant watermark(CurrentRelease current, ImageFacts image) {
        var runningTime = answers.newestTimeOfRunning().orElse(null);
        var before = Watermark.after(current.watermark().orElse(null), runningTime, now);
        var time = OrderTime.of(image).orElse(null);
        if (time == null || !Watermark.isBelievable(time, now)) {
            log.pass(
                    "order",
                    image.optionalTime()
                            .map(its -> "the image was " + OrderTime.describe(its) + ", which is not plausible")
                            .orElse("the image's time is unknown"));
        } else if (before != null && time.isBefore(before)) {
            log.warn(
                    "order",
                    time + " is before " + before,
                    new Warning(
                            (runningTime != null && time.isBefore(runningTime)
                                            ? "the image is older than the running image: its time is "
                                            : "the image is older than one that was seen here before: its time is ")
                                    + time + ", the newest seen is " + before,
                            view.releasePath().value(),
                            "nothing to do if this is the image that you meant; automation keeps it, and releases"
                                    + " only newer images"));
        } else {
            log.pass(
                    "order",
                    image.optionalTime().map(OrderTime::describe).orElse("")
                            + (before == null ? ", nothing to compare with" : " is not before " + before));
        }
        return Watermark.after(before, time, now);
    }

    private Decision rejected(Problem problem, @Nullable ImageReference image) {
        return new Decision.Answer(new ReleaseOutcome.Rejected(log.details(view.address(), image), problem));
    }

    private Decision unchanged(CurrentRelease current) {
        log.unchanged("same-digest", "that digest runs already");
        return new Decision.Answer(new ReleaseOutcome.Unchanged(
                log.details(view.address(), current.previous().orElse(null))));
    }
}
