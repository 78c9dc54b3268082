// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.ImageRule;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.image.OrderTime;
import io.meshcloud.idp.core.image.Watermark;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.core.release.RuleLog;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes into the log what a decision of automation found at the registry: how many tags fit, what orders the images,
 * and which of them it ignored.
 *
 * @param log the log of the decision
 * @param view the environment
 * @param environment its valid {@code app-env.yaml}
 * @param selection the selection that automation chooses by
 * @param listing the images of the environment's repository
 */
record ListingReport(
        RuleLog log,
        EnvironmentView view,
        AppEnvironment environment,
        ImageSelection selection,
        Listing.Known listing) {
    private static final int MAX_NAMED = 5;

    /** Logs the listing, and what the choice ignored. */
    void write(ImageSelection.Choice choice, Instant now) {
        var watermark = selection.seen().at();
        logTags();
        listing.notes().forEach(note -> log.pass("repository", note));
        var rule = selection.versions().rule();
        log.pass(
                rule.isBySemver() ? "version" : "time",
                "images are ordered by "
                        + (rule.isBySemver()
                                ? "the version in their tags (" + rule.where() + ".order)"
                                : OrderTime.describe(listing.order())));
        if (!choice.passedOver().isEmpty()) {
            warnOf(choice.passedOver());
        }
        var unusable = listing.unusable().stream()
                .filter(tag -> !rule.ignores(tag.tag()))
                .toList();
        if (!unusable.isEmpty()) {
            warnOfUnusable(unusable);
        }
        if (watermark != null
                && !rule.isBySemver()
                && !Watermark.isBelievable(watermark, now)
                && !(choice instanceof ImageSelection.Tie)) {
            log.warn(
                    "watermark",
                    watermark + " is in the future",
                    new Warning(
                            "newestSeenAt is in the future, so no image counts as newer before " + watermark,
                            view.releasePath().value(),
                            "if that time is wrong, correct it in the file by hand"));
        }
    }

    private void logTags() {
        var versions = selection.versions();
        var rule = versions.rule();
        var repository = environment.registry().repository();
        int found = listing.images().size();
        if (found == 0 && listing.excluded() > 0 && listing.unusable().isEmpty()) {
            warnOfNoTag(repository, listing.excluded(), rule);
            return;
        }
        boolean isEmpty = found == 0 && listing.unusable().isEmpty();
        if (isEmpty && selection.current().release().isPresent()) {
            log.warn(
                    "tags",
                    "none of " + repository,
                    new Warning(
                            "the registry has no tagged image in the repository, or has no such repository, although an"
                                    + " image of it is on file",
                            repository.toString(),
                            "check the repository at the registry; `idp env show " + view.address()
                                    + "` says whether the image that runs can still be pulled"));
            return;
        }
        if (found > 0
                && listing.images().stream()
                        .noneMatch(image -> versions.exclusion(image).isEmpty())) {
            warnOfNoTag(repository, found + listing.excluded(), rule);
            return;
        }
        log.pass(
                "tags",
                (found == 0 ? "none" : found) + " of " + repository
                        + (rule.tags() == null ? " are images" : " fit " + patternOf(rule)));
    }

    private static String tags(int count) {
        return count + (count == 1 ? " tag" : " tags");
    }

    private void warnOfNoTag(ImageRepository repository, int found, ImageRule rule) {
        boolean isPattern = !rule.isBySemver() && rule.ignore().isEmpty();
        var none = tags(found) + ", none fits " + (isPattern ? patternOf(rule) : rule.where());
        log.warn(
                "tags",
                none,
                new Warning(
                        none + ", so automation takes no image",
                        repository.toString(),
                        isPattern
                                ? "the pattern must match the whole tag: correct it in platform.yaml, or push an image"
                                        + " with such a tag"
                                : "`idp images " + view.address()
                                        + "` says why; correct the rule in platform.yaml, or push an image that fits"));
    }

    private static String patternOf(ImageRule rule) {
        return rule.tags() + " (" + rule.tagsWhere() + ".tags)";
    }

    /** Logs that automation cannot choose between images of the same rank. */
    Problem refuse(ImageSelection.Tie tie) {
        var problem = tied(tie);
        log.refuse("order", tie.digests().size() + " images with " + tie.rank(), problem);
        return problem;
    }

    private Problem tied(ImageSelection.Tie tie) {
        return Problem.of(
                ProblemCode.EQUALLY_NEW,
                "the " + tie.digests().size() + " newest images are equally new (" + tie.rank() + "): "
                        + tie.digests().stream()
                                .map(digest -> tags(digest) + " (" + digest.abbreviated() + ")")
                                .collect(Collectors.joining(", ")),
                view.environmentPath().value(),
                "push a newer image, or release one of them by hand; tags of single-platform images next to their index"
                        + " can be excluded with `environments."
                        + environment.metadata().environment()
                        + ".tags` in platform.yaml; builds that set no creation time all have the same one");
    }

    private String tags(Digest digest) {
        return named(
                listing.images().stream()
                        .filter(image -> image.digest().equals(digest))
                        .map(TaggedImage::tag)
                        .sorted()
                        .toList(),
                Tag::value);
    }

    private void warnOf(List<TaggedImage> passedOver) {
        log.warn(
                "believable-time",
                passedOver.size() + " ignored",
                new Warning(
                        "ignored because their time is missing, before 2000 or in the future: "
                                + named(
                                        passedOver,
                                        image -> image.tag() + " ("
                                                + image.optionalTime()
                                                        .map(OrderTime::describe)
                                                        .orElse("no time")
                                                + ")"),
                        "",
                        "let the build write the time at which it runs"));
    }

    private void warnOfUnusable(List<Listing.UnusableTag> unusable) {
        log.warn(
                "usable",
                unusable.size() + " ignored",
                new Warning(
                        "ignored because they cannot be run: " + named(unusable, one -> one.tag() + " " + one.why()),
                        "",
                        "push the tag again as an image, delete it, or exclude such tags with `tags` in"
                                + " platform.yaml"));
    }

    private static <T> String named(List<T> all, Function<T, String> name) {
        int more = all.size() - MAX_NAMED;
        return all.stream().limit(MAX_NAMED).map(name).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
