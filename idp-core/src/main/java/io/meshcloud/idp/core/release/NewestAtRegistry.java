// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.version.Version;
import io.meshcloud.idp.core.image.ImageVersions;
import io.meshcloud.idp.core.image.OrderTime;
import io.meshcloud.idp.core.image.Watermark;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.registry.RegistryAnswers;
import io.meshcloud.idp.core.registry.RegistryQuestion;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The newest image that the registry holds at the moment of a person's decision. Its time goes into the watermark: the
 * decision then holds until something newer is pushed. It does not matter how old the chosen image is, or whether
 * clocks are wrong (ADR-008). Asked only where automation may release, or may after the end of a hold.
 */
public final class NewestAtRegistry {
    private static final String RULE = "newest-seen";

    private final Optional<RegistryQuestion.Newest> question;
    private final ImageVersions versions;

    private NewestAtRegistry(Optional<RegistryQuestion.Newest> question, ImageVersions versions) {
        this.question = question;
        this.versions = versions;
    }

    public static NewestAtRegistry of(EnvironmentAddress address, AppEnvironment environment, Platform platform) {
        var rule = platform.imageRule(address, environment);
        return new NewestAtRegistry(
                mayRelease(environment, platform)
                        ? Optional.of(new RegistryQuestion.Newest(RegistryQuestion.wanted(environment, rule)))
                        : Optional.empty(),
                new ImageVersions(rule));
    }

    /**
     * Whether automation may release now, or after `idp env resume`: a hold writes the mode manual into the file, so
     * that mode in a file counts as a hold, without a search of history.
     */
    private static boolean mayRelease(AppEnvironment environment, Platform platform) {
        boolean mayBeHeld = environment.registry().optionalDeployMode().equals(Optional.of(DeployMode.MANUAL));
        return platform.releases().deployOnPush() && (mayBeHeld || platform.deployMode(environment) == DeployMode.AUTO);
    }

    /**
     * The question, if it was not asked yet. Ask it last: a listing may cost a request for each tag, and a request that
     * is refused or changes nothing does not need it.
     */
    public Optional<Decision> open(RegistryAnswers answers) {
        return question.filter(asked -> !answers.contains(asked)).map(asked -> new Decision.Ask(List.of(asked)));
    }

    /**
     * The newest plausible time; empty if automation never releases here, if there is none, or if the registry could
     * not be asked, which is a warning.
     */
    public Optional<Instant> time(RegistryAnswers answers, Instant now, RuleLog log) {
        return question.flatMap(asked -> answers.newest(asked)
                .match(known -> time(known, now, log), unavailable -> notAsked(unavailable.problem(), asked, log)));
    }

    /** The images at the registry at that moment; none if automation never releases here, or if they are unknown. */
    List<TaggedImage> images(RegistryAnswers answers) {
        return question.map(asked ->
                        answers.newest(asked).match(Listing.Known::images, unavailable -> List.<TaggedImage>of()))
                .orElse(List.of());
    }

    /** The highest version that automation could take there; empty if it chooses by time, or if there is none. */
    public Optional<Version> version(RegistryAnswers answers, RuleLog log) {
        var highest = versions.highestEligible(images(answers));
        highest.ifPresent(version -> log.pass(
                "highest-seen",
                "the registry's highest version is " + version + "; automation releases only higher ones"));
        return highest;
    }

    private Optional<Instant> time(Listing.Known known, Instant now, RuleLog log) {
        var newest = known.images().stream()
                .filter(image -> versions.exclusion(image).isEmpty())
                .flatMap(image -> OrderTime.of(image, known.order()).stream())
                .filter(time -> Watermark.isBelievable(time, now))
                .max(Comparator.naturalOrder());
        log.pass(
                RULE,
                newest.map(time -> "the time of the registry's newest image is " + time + "; automation releases only"
                                + " newer ones")
                        .orElse("the registry has no image with a plausible time"));
        return newest;
    }

    private static Optional<Instant> notAsked(Problem problem, RegistryQuestion.Newest asked, RuleLog log) {
        log.warn(
                RULE,
                "the registry could not be asked",
                new Warning(
                        "the registry could not be asked for its newest image, so automation may release one that was"
                                + " pushed before this decision: " + problem.what(),
                        asked.repository().toString(),
                        "check what automation would do with `idp explain`, or hold the environment with `idp env"
                                + " hold`"));
        return Optional.empty();
    }
}
