// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.version.Version;
import io.meshcloud.idp.core.history.PastReleases;
import io.meshcloud.idp.core.image.CurrentRelease;
import io.meshcloud.idp.core.image.ImageVersions;
import io.meshcloud.idp.core.image.OrderTime;
import io.meshcloud.idp.core.image.Seen;
import io.meshcloud.idp.core.image.Watermark;
import io.meshcloud.idp.core.index.Match;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.registry.RegistryAnswers;
import io.meshcloud.idp.core.registry.RegistryQuestion;
import io.meshcloud.idp.core.release.CommonRules;
import io.meshcloud.idp.core.release.Decision;
import io.meshcloud.idp.core.release.ReleaseChange;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseTrailers;
import io.meshcloud.idp.core.release.RuleLog;
import io.meshcloud.idp.core.release.RuleOverride;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.Listing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules for automation, in their order. Use a new object for each decision. */
final class AutomationRules {
    private final EnvironmentScope scope;
    private final EnvironmentView view;
    private final AutomationRequest request;
    private final Match match;
    private final RegistryAnswers answers;
    private final PastReleases past;
    private final Platform platform;
    private final Instant now;
    private final RuleLog log = new RuleLog();
    private final CommonRules commonRules;

    /**
     * @param match the environments that track this one's repository
     */
    AutomationRules(
            EnvironmentScope scope,
            AutomationRequest request,
            Match match,
            RegistryAnswers answers,
            PastReleases past,
            Instant now) {
        this.scope = scope;
        this.view = scope.view();
        this.request = request;
        this.match = match;
        this.answers = answers;
        this.past = past;
        this.platform = scope.platform();
        this.now = now;
        this.commonRules = new CommonRules(view, platform, log, request.viewer());
    }

    Decision decide() {
        var refusal =
                commonRules.granted(request.context().caller(), Action.RELEASE).or(commonRules::environmentIsValid);
        if (refusal.isPresent()) {
            return rejected(refusal.get(), null);
        }
        var document = view.environment().document().orElseThrow();
        var environment = document.value();
        if (!platform.releases().deployOnPush()) {
            return held("automation", "spec.releases.deployOnPush is false", "the platform deploys nothing on a push");
        }
        if (platform.deployMode(environment) == DeployMode.MANUAL) {
            return held(
                    "mode",
                    "manual",
                    "the deploy mode is manual: people release here; if the environment is held, `idp env resume` ends"
                            + " the hold");
        }
        log.pass("mode", "auto");
        refusal = commonRules
                .platformAllows(document)
                .or(() -> commonRules.isWrittenDirectly(environment))
                .or(() -> isTheOnlyOne(environment.registry().repository()))
                .or(commonRules::releaseIsAFile)
                .or(this::releaseIsReadable);
        if (refusal.isPresent()) {
            return rejected(refusal.get(), null);
        }
        var wait = commonRules.isNotStopped().or(() -> commonRules.isNotFrozen(environment, RuleOverride.none(), now));
        return wait.map(problem -> answer(new ReleaseOutcome.Held(details(null), problem.what())))
                .orElseGet(() -> onRelease(environment));
    }

    private Decision onRelease(AppEnvironment environment) {
        var current = CurrentRelease.of(view, environment, platform);
        if (current.release().isPresent() && !current.belongs()) {
            return rejected(
                    refused(
                            "release-file",
                            "it does not belong to this environment",
                            new Problem(
                                    ProblemCode.RELEASE_MISMATCH,
                                    "the release on file does not belong to this environment, so automation does not"
                                            + " replace it",
                                    view.releasePath().value(),
                                    "`idp validate` shows what does not match; `idp release` replaces the file",
                                    List.of())),
                    null);
        }
        var rule = platform.imageRule(view.address(), environment);
        var images = RegistryQuestion.Images.of(environment, rule, current);
        var listing = answers.listing(images);
        if (listing.isEmpty()) {
            return ask(images);
        }
        return listing.get().match(known -> onListing(environment, images, known), unavailable -> {
            throw unavailable.problem().asException();
        });
    }

    private Decision onListing(AppEnvironment environment, RegistryQuestion.Images images, Listing.Known listing) {
        var current = images.onFile();
        var running = current.digest().map(digest -> new RegistryQuestion.Running(images.repository(), digest));
        var time = newestSeen(current, running, listing);
        if (current.release().isPresent() && time.isEmpty()) {
            var unasked = running.filter(age -> !answers.contains(age));
            if (unasked.isPresent()) {
                return ask(unasked.get());
            }
        }
        var selection = selection(environment, images, listing);
        if (current.release().isPresent() && selection.nothingSeen()) {
            return rejected(selection.versions().rule().isBySemver() ? versionUnknown() : ageUnknown(), null);
        }
        if (selection.choose(listing) instanceof ImageSelection.Take && !isAgeKnown(current, listing)) {
            // The running image may be newer than the watermark: at Harbor, another tag of it was pushed since.
            var unasked = running.filter(age -> !answers.contains(age));
            if (unasked.isPresent()) {
                return ask(unasked.get());
            }
        }
        return onImages(environment, selection, images, listing);
    }

    /**
     * Whether the registry need not be asked for the time of the running image. A created time never changes, and the
     * listing has it; the release on file noted the newest time that was known when it was written.
     */
    private static boolean isAgeKnown(CurrentRelease current, Listing.Known listing) {
        return listing.order() == ImageOrder.IMAGE_CREATED
                && current.watermark().isPresent()
                && listing.images().stream()
                        .filter(image -> current.digest().equals(Optional.of(image.digest())))
                        .anyMatch(image -> OrderTime.of(image, listing.order()).isPresent());
    }

    /**
     * The selection by which automation chooses. Where automation chooses by time, a version on file was written while
     * automation still chose by version.
     */
    ImageSelection selection(AppEnvironment environment, RegistryQuestion.Images images, Listing.Known listing) {
        var current = images.onFile();
        var running = current.digest().map(digest -> new RegistryQuestion.Running(images.repository(), digest));
        var time = newestSeen(current, running, listing).orElse(null);
        var versions = new ImageVersions(platform.imageRule(view.address(), environment));
        var version =
                versions.rule().isBySemver() ? versions.highestSeen(current, listing, time) : current.highestVersion();
        return new ImageSelection(
                versions,
                current,
                current.isBy(request.context().trigger()),
                new Seen(time, version.orElse(null)),
                request.hint(),
                now);
    }

    /** The later of the watermark and the time of the running image: automation takes only what is newer. */
    private Optional<Instant> newestSeen(
            CurrentRelease current, Optional<RegistryQuestion.Running> running, Listing.Known listing) {
        var seen = current.watermark().orElse(null);
        for (var image : listing.images()) {
            if (current.digest().equals(Optional.of(image.digest()))) {
                seen = Watermark.after(
                        seen, OrderTime.of(image, listing.order()).orElse(null), now);
            }
        }
        var time = running.filter(answers::contains)
                .flatMap(age -> answers.resolution(age).image())
                .flatMap(OrderTime::of);
        return Optional.ofNullable(Watermark.after(seen, time.orElse(null), now));
    }

    private Decision onImages(
            AppEnvironment environment,
            ImageSelection selection,
            RegistryQuestion.Images images,
            Listing.Known listing) {
        var choice = selection.choose(listing);
        if (choice instanceof ImageSelection.Take take) {
            var tag = new RegistryQuestion.ByTag(images.repository(), take.tag());
            var newest = new RegistryQuestion.ByTag(images.repository(), take.newest());
            var unasked = Stream.<RegistryQuestion>of(tag, newest)
                    .distinct()
                    .filter(question -> !answers.contains(question))
                    .toList();
            if (!unasked.isEmpty()) {
                return new Decision.Ask(unasked);
            }
            var found = answers.resolution(tag);
            if (found.unusable().isPresent()) {
                return onNoImage(environment, selection, images, listing, take.digest());
            }
            return found.image()
                    .filter(image -> isAsListed(image, tag, take, listing))
                    .filter(image -> answers.resolution(newest)
                            .image()
                            .filter(other -> isAsListed(other, newest, take, listing))
                            .isPresent())
                    .map(image -> onImage(environment, selection, listing, take, image))
                    .orElseGet(() -> ask(images));
        }
        var report = new ListingReport(log, view, environment, selection, listing);
        report.write(choice, now);
        if (choice instanceof ImageSelection.Tie tie) {
            return rejected(report.refuse(tie), null);
        }
        log.unchanged("order", ((ImageSelection.Keep) choice).why());
        return answer(new ReleaseOutcome.Unchanged(
                details(selection.current().previous().orElse(null))));
    }

    /**
     * Whether the tag is what the listing says. Otherwise the listing is out of date, or was made from a damaged memory
     * of an earlier look, and the choice may be wrong. The caller checks both tags that the choice depends on: the one
     * that is taken, and the one whose time made the image the newest.
     */
    private static boolean isAsListed(
            ImageFacts image, RegistryQuestion.ByTag asked, ImageSelection.Take take, Listing.Known listing) {
        return image.digest().equals(take.digest())
                && listing.images().stream()
                        .filter(listed -> listed.tag().equals(asked.tag()))
                        .flatMap(listed -> OrderTime.of(listed, listing.order()).stream())
                        .allMatch(time -> OrderTime.of(image).equals(Optional.of(time)));
    }

    /**
     * Decides again without a digest that is not an image: some registries list other artifacts among the images, or
     * the tag has just moved to another artifact.
     */
    private Decision onNoImage(
            AppEnvironment environment,
            ImageSelection selection,
            RegistryQuestion.Images images,
            Listing.Known listing,
            Digest digest) {
        var question = new RegistryQuestion.ByDigest(images.repository(), digest);
        if (!answers.contains(question)) {
            return ask(question);
        }
        return answers.resolution(question)
                .unusable()
                .map(why -> onImages(environment, selection, images, listing.without(digest, why)))
                .orElseGet(() -> ask(images));
    }

    private Decision onImage(
            AppEnvironment environment,
            ImageSelection selection,
            Listing.Known listing,
            ImageSelection.Take take,
            ImageFacts facts) {
        var seen = selection.seen();
        var watermark = seen.at();
        boolean bySemver = selection.versions().rule().isBySemver();
        new ListingReport(log, view, environment, selection, listing).write(take, now);
        commonRules.clockIsPlausible(selection.current(), now);
        log.pass("order", newer(take, seen, bySemver));
        if (take.moved()
                && take.time() != null
                && watermark != null
                && take.time().isBefore(watermark)) {
            log.warn(
                    "moved-tag",
                    take.time() + " is before " + watermark,
                    new Warning(
                            "the tag " + take.tag() + ", which is on file, was moved to an older image: its time is "
                                    + take.time() + ", the newest seen is " + watermark,
                            environment.registry().repository().toString(),
                            "nothing to do if that was meant; else `idp rollback`"));
        }
        var image = new ImageReference(environment.registry().repository(), take.tag(), take.digest());
        log.pass("image", take.tag() + " is " + take.digest());
        var wait = commonRules.ranBefore(
                environment,
                image,
                kinds -> past.environmentOf(scope, environment, kinds, take.digest(), Optional.empty()),
                past::unprovenEnvironmentOf,
                RuleOverride.none());
        if (wait.isPresent()) {
            return answer(new ReleaseOutcome.Held(details(image), wait.get().what()));
        }
        var highest = bySemver
                ? Stream.of(seen.version(), take.version())
                        .flatMap(Stream::ofNullable)
                        .max(Version::compareTo)
                        .orElse(null)
                : null;
        var release = ReleaseChange.file(
                environment,
                image,
                now,
                request.context(),
                new Seen(Watermark.after(watermark, take.time(), now), highest));
        var previous = selection.current().previous();
        var trailers = ReleaseTrailers.of(image, previous);
        ReleaseTrailers.addLabels(trailers, facts);
        var change = ReleaseChange.of(Action.RELEASE, view, request.context(), release, trailers);
        return new Decision.Write(details(image), List.of(change), previous.orElse(null));
    }

    private static String newer(ImageSelection.Take take, Seen seen, boolean bySemver) {
        if (take.moved()) {
            return take.tag() + " names another image now";
        }
        var rank = bySemver ? take.version() : take.time();
        var mark = bySemver ? seen.version() : seen.at();
        return rank + (bySemver ? " is higher than " : " is newer than ") + (mark == null ? "nothing" : mark);
    }

    private static Decision ask(RegistryQuestion question) {
        return new Decision.Ask(List.of(question));
    }

    private Optional<Problem> isTheOnlyOne(ImageRepository repository) {
        return match.match(
                () -> log.refuse("match", "none", severalTrack(repository, List.of())),
                one -> one.equals(view.address())
                        ? log.pass("match", "the only environment of " + repository)
                        : log.refuse(
                                "match",
                                request.viewer().name(one),
                                severalTrack(repository, List.of(one, view.address()))),
                several -> log.refuse("match", several.size() + " environments", severalTrack(repository, several)));
    }

    private Problem severalTrack(ImageRepository repository, List<EnvironmentAddress> environments) {
        return Problem.of(
                ProblemCode.NOT_UNIQUE,
                repository + " is tracked by "
                        + (environments.isEmpty()
                                ? "no environment in the state repository"
                                : "several environments: "
                                        + environments.stream()
                                                .map(request.viewer()::name)
                                                .distinct()
                                                .collect(Collectors.joining(", ")))
                        + ", so it is unknown which environment a push is for",
                view.environmentPath().value(),
                "give each environment a repository of its own with `idp env apply`; `idp validate` shows all"
                        + " duplicates");
    }

    /** An unreadable file was written by hand or by another version of idp, so automation does not replace it. */
    private Optional<Problem> releaseIsReadable() {
        if (!(view.release() instanceof FileState.Broken<AppRelease> broken)) {
            return Optional.empty();
        }
        var first = broken.firstError();
        return log.refuse(
                "release-file",
                first.what(),
                new Problem(
                        first.code(),
                        "the release on file cannot be read, so automation does not replace it",
                        view.releasePath().value(),
                        "`idp release` replaces the file, `idp rollback` goes back to the release before",
                        broken.findings()));
    }

    private Problem ageUnknown() {
        return refused(
                "order",
                "the age of the running image is unknown",
                Problem.of(
                        ProblemCode.AGE_UNKNOWN,
                        "the age of the running image is unknown, so automation cannot decide which images are newer",
                        view.releasePath().value(),
                        "release an image that has a usable time (`idp release`): from then on its age is recorded;"
                                + " an image without a time has no age, so let the build write the time"
                                + " (SOURCE_DATE_EPOCH)"));
    }

    private Problem versionUnknown() {
        return refused(
                "order",
                "the version of the running image is unknown",
                Problem.of(
                        ProblemCode.AGE_UNKNOWN,
                        "the version of the running image is unknown, so automation cannot decide which versions are"
                                + " higher",
                        view.releasePath().value(),
                        "release an image with a version in its tag by hand once (`idp release`): from then on the"
                                + " highest version is recorded"));
    }

    private Problem refused(String rule, String saw, Problem problem) {
        log.refuse(rule, saw, problem);
        return problem;
    }

    private Decision held(String rule, String saw, String why) {
        log.unchanged(rule, saw);
        return answer(new ReleaseOutcome.Held(details(null), why));
    }

    private Decision rejected(Problem problem, @Nullable ImageReference image) {
        return answer(new ReleaseOutcome.Rejected(details(image), problem));
    }

    private static Decision answer(ReleaseOutcome outcome) {
        return new Decision.Answer(outcome);
    }

    private ReleaseOutcome.Details details(@Nullable ImageReference image) {
        return log.details(view.address(), image);
    }
}
