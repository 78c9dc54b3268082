// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.check.PlatformCheck;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.model.Platform.Freeze;
import io.meshcloud.idp.contract.model.Platform.WriteMode;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.core.history.OwnHistory;
import io.meshcloud.idp.core.image.CurrentRelease;
import io.meshcloud.idp.core.image.Watermark;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.FileState;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.caller.Caller;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rules about an environment and its platform that releases, rollbacks and automation share. Each method is one
 * rule: it records what it saw, and returns the problem, or nothing if the request passes.
 */
public final class CommonRules {
    private final EnvironmentView view;
    private final Platform platform;
    private final RuleLog log;
    private final Caller viewer;

    /**
     * @param viewer who reads the answer, which names no other environment that they may not see
     */
    public CommonRules(EnvironmentView view, Platform platform, RuleLog log, Caller viewer) {
        this.view = view;
        this.platform = platform;
        this.log = log;
        this.viewer = viewer;
    }

    /** The caller is granted the action on this environment. */
    public Optional<Problem> granted(Caller caller, Action action) {
        var saw = Quoted.of(caller.actor().value()) + " asks to " + action.word();
        return caller.refusal(action, view.address())
                .map(problem -> log.refuse("caller", saw, problem))
                .orElseGet(() -> log.pass("caller", saw));
    }

    /** The environment exists, and its file is valid. */
    public Optional<Problem> environmentIsValid() {
        var path = view.environmentPath().value();
        var broken = view.brokenEnvironment();
        if (broken.isPresent()) {
            return log.refuse("environment", path, broken.get());
        }
        return view.environment().isAbsent()
                ? log.refuse("environment", path, notFound())
                : log.pass("environment", path);
    }

    private Problem notFound() {
        return Problem.of(
                ProblemCode.ENVIRONMENT_NOT_FOUND,
                "there is no environment " + Quoted.of(view.address().toString()),
                view.environmentPath().value(),
                "`idp env list` lists the environments, `idp env create` creates one");
    }

    /** A file that is invalid only because the platform tightened limits or hosts does not prevent releases. */
    public Optional<Problem> platformAllows(Document<AppEnvironment> environment) {
        var findings = PlatformCheck.check(environment, platform);
        var refusing = findings.stream()
                .filter(Finding::isError)
                .filter(finding -> !PlatformView.isToleratedOnExisting(finding))
                .toList();
        var saw = findings.isEmpty() ? "no violation of the platform's rules" : findings.size() + " findings";
        if (!refusing.isEmpty()) {
            return log.refuse("platform-rules", saw, notAllowed(refusing));
        }
        findings.forEach(finding -> log.warn("platform-rules", finding.pointer(), Warning.of(finding.asWarning())));
        return findings.isEmpty() ? log.pass("platform-rules", saw) : Optional.empty();
    }

    /** The platform may require pull requests for this kind of environment; then idp does not write to the branch. */
    public Optional<Problem> isWrittenDirectly(AppEnvironment environment) {
        var kind = environment.metadata().environment();
        var mode = platform.rules(kind).map(Platform.EnvironmentRules::write).orElse(WriteMode.DIRECT);
        var saw = kind + " is written " + mode.word();
        if (mode == WriteMode.DIRECT) {
            return log.pass("write-mode", saw);
        }
        return log.refuse(
                "write-mode",
                saw,
                Problem.of(
                        ProblemCode.WRITE_MODE_UNSUPPORTED,
                        "the platform requires releases of " + Quoted.of(kind.value())
                                + " environments as pull requests, which this version cannot open",
                        PlatformView.where("spec.environments." + kind + ".write"),
                        "set it to direct in platform/platform.yaml, or open the pull request by hand"));
    }

    /** Releases are not stopped ({@code idp stop}). */
    public Optional<Problem> isNotStopped() {
        var reason = platform.releases().stopped();
        if (reason == null) {
            return log.pass("stop", "releases are not stopped");
        }
        return log.refuse(
                "stop",
                "stopped: " + Quoted.of(reason),
                Problem.of(
                        ProblemCode.STOPPED,
                        "the platform has stopped all releases: " + Quoted.of(reason),
                        PlatformView.where("spec.releases.stopped"),
                        "wait until the platform team resumes releases with `idp start`; a rollback stays possible"));
    }

    /** No freeze applies; a person may override one. */
    public Optional<Problem> isNotFrozen(AppEnvironment environment, RuleOverride override, Instant now) {
        var kind = environment.metadata().environment();
        var active = freeze(kind, now);
        if (active.isEmpty()) {
            return log.pass("freeze", "no freeze at " + now);
        }
        var until = active.get().end() + " " + active.get().zone();
        return override.orRefuse(
                log,
                "freeze",
                "frozen until " + until,
                Warning.of("released during a freeze that lasts until " + until),
                Problem.of(
                        ProblemCode.FROZEN,
                        "releases of " + Quoted.of(kind.value()) + " environments are frozen until " + until,
                        PlatformView.where("spec.releases.freezes"),
                        "wait, or say why it cannot wait with `--override REASON`; a rollback stays possible"));
    }

    /**
     * The image ran first where the platform requires it ({@code promoteFrom}), however it is released; a person
     * may override this.
     *
     * @param ran finds an environment of the app and of one of these kinds in which the image runs or ran
     * @param unproven if there is none, finds an environment in which the image was released only by commits that this
     *     process does not recognise
     */
    public Optional<Problem> ranBefore(
            AppEnvironment environment,
            ImageReference image,
            Function<Set<Slug>, Optional<EnvironmentAddress>> ran,
            Function<Digest, Optional<EnvironmentAddress>> unproven,
            RuleOverride override) {
        var kind = environment.metadata().environment();
        var from =
                platform.rules(kind).map(Platform.EnvironmentRules::promoteFrom).orElse(null);
        if (from == null) {
            return log.pass("promote-from", "an image for " + kind + " need not run elsewhere first");
        }
        var before = ran.apply(from);
        var digest = image.optionalDigest().map(Digest::abbreviated).orElse("the image");
        if (before.isPresent()) {
            return log.pass("promote-from", digest + " runs or ran in " + viewer.name(before.get()));
        }
        var kinds = from.stream().map(Slug::value).sorted().collect(Collectors.joining(" or "));
        var saw = kinds.isEmpty() ? kind + " takes no image" : digest + " did not run in " + kinds;
        var only = image.optionalDigest().flatMap(unproven).map(this::unproven).orElse("");
        return override.orRefuse(
                log,
                "promote-from",
                saw + only,
                Warning.of("released although " + saw + only),
                notPromoted(kind, digest, kinds, only));
    }

    private String unproven(EnvironmentAddress address) {
        return "; " + viewer.name(address)
                + " had the image in commits that idp does not recognise as the platform's; it read at"
                + " most the newest " + OwnHistory.MAX_CANDIDATES + " of them";
    }

    private Problem notPromoted(Slug kind, String digest, String kinds, String unproven) {
        var where = PlatformView.where("spec.environments." + kind + ".promoteFrom");
        var override = "say why with `--override REASON`; a rollback stays possible";
        return kinds.isEmpty()
                ? Problem.of(
                        ProblemCode.NOT_PROMOTED,
                        "the platform lets no image into " + Quoted.of(kind.value()) + " environments",
                        where,
                        override)
                : Problem.of(
                        ProblemCode.NOT_PROMOTED,
                        digest + " did not run in " + kinds + " of this app, where images for "
                                + Quoted.of(kind.value()) + " environments have to run first" + unproven,
                        where,
                        "release it in " + kinds + ", and then run `idp promote FROM " + view.address()
                                + "`; if it cannot wait, " + override);
    }

    private Optional<Freeze> freeze(Slug kind, Instant now) {
        return platform.releases().freezes().stream()
                .filter(freeze -> isActive(freeze, kind, now))
                .findFirst();
    }

    /**
     * Warns if the time of the release on file is further in the future than clocks may differ: then the clock of this
     * machine is wrong, or the clock of the one that wrote the file.
     */
    public void clockIsPlausible(CurrentRelease current, Instant now) {
        current.release()
                .map(AppRelease::observedAt)
                .filter(at -> at.isAfter(now.plus(Watermark.CLOCK_SKEW)))
                .ifPresent(at -> log.warn(
                        "clock",
                        "the time is " + now + ", and the release on file is dated " + at,
                        new Warning(
                                "the release on file is dated " + at + ", but the clock of this machine says " + now
                                        + ": one of the clocks is wrong",
                                view.releasePath().value(),
                                "set the clock of this machine, or of the one that wrote the file: freezes and the"
                                        + " times of releases depend on it")));
    }

    /** The running image is the one that the caller expects. */
    public Optional<Problem> isCurrent(ExpectedCurrent expected) {
        var saw = "runs: " + ExpectedCurrent.of(view);
        return expected.refusal(view)
                .map(problem -> log.refuse("expect-current", saw + ", expected: " + expected, problem))
                .orElseGet(() -> log.pass("expect-current", saw));
    }

    /** A link or a folder in the place of {@code release.yaml} is not replaced: its purpose is unknown. */
    public Optional<Problem> releaseIsAFile() {
        var path = view.releasePath().value();
        if (view.release() instanceof FileState.Broken<AppRelease> broken && broken.isNotAFile()) {
            var finding = broken.firstError();
            return log.refuse(
                    "release-file",
                    finding.what(),
                    new Problem(finding.code(), finding.what(), path, finding.fix(), broken.findings()));
        }
        return Optional.empty();
    }

    private static boolean isActive(Freeze freeze, Slug kind, Instant now) {
        var environments = freeze.environments();
        var local = now.atZone(freeze.zone()).toLocalDateTime();
        return (environments == null || environments.contains(kind))
                && !local.isBefore(freeze.start())
                && local.isBefore(freeze.end());
    }

    private Problem notAllowed(List<Finding> findings) {
        return new Problem(
                ProblemCode.NOT_ALLOWED_BY_PLATFORM,
                "the environment's app-env.yaml uses values that the platform does not allow",
                view.environmentPath().value(),
                "fix the findings with `idp env apply`, or ask the platform team to allow the values",
                findings);
    }
}
