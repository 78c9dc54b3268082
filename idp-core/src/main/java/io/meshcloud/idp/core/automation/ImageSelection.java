// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.version.Version;
import io.meshcloud.idp.core.automation.JudgedImage.Judgement;
import io.meshcloud.idp.core.image.CurrentRelease;
import io.meshcloud.idp.core.image.ImageVersions;
import io.meshcloud.idp.core.image.OrderTime;
import io.meshcloud.idp.core.image.Seen;
import io.meshcloud.idp.core.image.Watermark;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Selects the image of a repository that automation would take (ADR-008): the newest one in the order of the
 * environment's rule, if it is above the watermark, and none if the two newest are equally new.
 *
 * @param versions the rule of the environment
 * @param current the release on file
 * @param automated whether automation, not a person, released the running image
 * @param seen the newest time and the highest version that were seen in the environment
 * @param hint the tag that an event named; absent for the poll
 */
record ImageSelection(
        ImageVersions versions,
        CurrentRelease current,
        boolean automated,
        Seen seen,
        @Nullable Tag hint,
        Instant now) {

    /** What was selected. */
    sealed interface Choice {
        /** The images that were passed over, because their time is missing, before 2000 or in the future. */
        List<TaggedImage> passedOver();
    }

    /**
     * Take this image.
     *
     * @param time its time, the newest of its tags; absent if it has no plausible one
     * @param newest a tag that has this time: the taken tag if it has this time, or if there is no time
     * @param version its version; absent if automation chooses by time, or if its tag names none
     * @param moved whether it is taken because the tag on file names it now
     */
    record Take(
            Digest digest,
            Tag tag,
            @Nullable Instant time,
            Tag newest,
            @Nullable Version version,
            boolean moved,
            List<TaggedImage> passedOver)
            implements Choice {}

    /** Keep the running image. */
    record Keep(String why, List<TaggedImage> passedOver) implements Choice {}

    /**
     * Take none of these images: they are equally new.
     *
     * @param rank their time or version
     */
    record Tie(List<Digest> digests, String rank, List<TaggedImage> passedOver) implements Choice {}

    /** Whether nothing is known that an image could be compared with. */
    boolean nothingSeen() {
        return bySemver() ? seen.version() == null : seen.at() == null;
    }

    /**
     * A pure function of the listing. Automation never takes a tag that a promotion created.
     *
     * @param listing the tags that the platform lets automation take, possibly with others, which are excluded
     */
    Choice choose(Listing.Known listing) {
        var candidates = candidates(listing);
        var passedOver = bySemver()
                ? List.<TaggedImage>of()
                : candidates.stream()
                        .flatMap(candidate -> candidate.passedOver().stream())
                        .toList();
        var later = candidates.stream().filter(this::isNewer).toList();
        if (later.isEmpty()) {
            return moved(listing, candidates)
                    .<Choice>map(candidate -> candidate.take(
                            tagOnFile(),
                            tagOnFile(),
                            true,
                            passedOver.stream()
                                    .filter(image -> !image.digest().equals(candidate.digest))
                                    .toList()))
                    .orElseGet(() -> new Keep(nothingNewer(), passedOver));
        }
        var newest = newest(later);
        var first = newest.get(0);
        if (newest.size() > 1) {
            return new Tie(newest.stream().map(candidate -> candidate.digest).toList(), first.rank(), passedOver);
        }
        return isRunning(first.digest)
                ? new Keep("the newest image runs already", passedOver)
                : first.take(hint, tagOnFile(), false, passedOver);
    }

    /** What the choice means for each tag of the listing, in the order of the listing. A pure function. */
    List<JudgedImage> judge(Listing.Known listing) {
        var choice = choose(listing);
        var candidates = new TreeMap<Digest, Candidate>();
        candidates(listing).forEach(candidate -> candidates.put(candidate.digest, candidate));
        return listing.images().stream()
                .map(image -> judge(image, choice, candidates.get(image.digest())))
                .toList();
    }

    private JudgedImage judge(TaggedImage image, Choice choice, @Nullable Candidate candidate) {
        var version = versions.of(image).orElse(null);
        if (isRunning(image.digest())) {
            return new JudgedImage(image, version, Judgement.RUNNING, "runs");
        }
        var exclusion = versions.exclusion(image);
        if (exclusion.isPresent() || candidate == null) {
            return new JudgedImage(image, version, Judgement.EXCLUDED, exclusion.orElse("is excluded"));
        }
        var digest = image.digest();
        if (choice instanceof Take take && take.digest().equals(digest)) {
            return take.tag().equals(image.tag())
                    ? new JudgedImage(
                            image,
                            version,
                            Judgement.TAKEN,
                            take.moved() ? "is on file and names another image now" : "is the newest")
                    : new JudgedImage(image, version, Judgement.OUTRANKED, "names the same image as " + take.tag());
        }
        if (choice instanceof Tie tie && tie.digests().contains(digest)) {
            return new JudgedImage(image, version, Judgement.TIED, "is as new as another image (" + tie.rank() + ")");
        }
        if (isNewer(candidate)) {
            return new JudgedImage(image, version, Judgement.OUTRANKED, "is not the newest");
        }
        if (!bySemver() && candidate.time == null) {
            return new JudgedImage(
                    image,
                    version,
                    Judgement.EXCLUDED,
                    image.optionalTime()
                            .map(time -> "has no time that counts: it was " + OrderTime.describe(time))
                            .orElse("has no time"));
        }
        return new JudgedImage(image, version, Judgement.NOT_NEWER, notNewer(candidate));
    }

    private String notNewer(Candidate candidate) {
        if (bySemver()) {
            return "is not higher than " + seen.version();
        }
        return candidate.isBelow(seen.version())
                ? "has a lower version than " + seen.version() + ", which was released while the order was semver"
                : "is not newer than " + seen.at();
    }

    private boolean bySemver() {
        return versions.rule().isBySemver();
    }

    private Collection<Candidate> candidates(Listing.Known listing) {
        var candidates = new TreeMap<Digest, Candidate>();
        for (var image : listing.images()) {
            if (versions.exclusion(image).isEmpty()) {
                candidates
                        .computeIfAbsent(image.digest(), digest -> new Candidate(digest, listing.order(), bySemver()))
                        .add(image, versions.of(image), now);
            }
        }
        return candidates.values();
    }

    private @Nullable Tag tagOnFile() {
        return current.previous().flatMap(image -> image.optionalTag()).orElse(null);
    }

    private @Nullable Version versionOnFile() {
        return Optional.ofNullable(tagOnFile())
                .flatMap(tag -> versions.of(tag, current.digest().orElse(null)))
                .orElse(null);
    }

    private boolean isRunning(Digest digest) {
        return current.digest().equals(Optional.of(digest));
    }

    private boolean isNewer(Candidate candidate) {
        return bySemver()
                ? candidate.isHigherThan(seen.version())
                : (candidate.isAfter(seen.at()) || completesRunning(candidate)) && !candidate.isBelow(seen.version());
    }

    /**
     * Whether the candidate is the index of the running image, pushed later by the same build: with the same time, and
     * with no lower version. Automation prefers an index to its images, so it released the image before the index was
     * there; if a person chose the image, the index is not taken, because that person may have preferred the image to
     * it.
     */
    private boolean completesRunning(Candidate candidate) {
        return automated
                && candidate.isOf(seen.at())
                && current.digest().filter(candidate::contains).isPresent()
                && !candidate.isBelow(versionOnFile());
    }

    /**
     * The tag on file refers to another digest now. Created times do not show when a tag was moved, so the image of a
     * moved tag counts as newer. Push times show the move. In the order by version, a moved tag has the version that
     * runs.
     */
    private Optional<Candidate> moved(Listing.Known listing, Collection<Candidate> candidates) {
        var tag = tagOnFile();
        return tag == null
                ? Optional.empty()
                : candidates.stream()
                        .filter(candidate -> candidate.has(tag) && !isRunning(candidate.digest))
                        .filter(candidate -> listing.order() == ImageOrder.IMAGE_CREATED
                                || (bySemver() && candidate.isAfter(seen.at())))
                        .findFirst();
    }

    private List<Candidate> newest(List<Candidate> candidates) {
        Comparator<Candidate> order = bySemver()
                ? Comparator.comparing(Candidate::requiredVersion)
                : Comparator.comparing(Candidate::requiredTime);
        var highest = candidates.stream().max(order).orElseThrow();
        var newest = candidates.stream()
                .filter(candidate -> order.compare(candidate, highest) == 0)
                .toList();
        // An index has the time of its newest image and is a candidate in place of its images.
        return newest.stream()
                .filter(candidate -> newest.stream().noneMatch(other -> other.contains(candidate.digest)))
                .toList();
    }

    private String nothingNewer() {
        if (bySemver()) {
            return seen.version() == null
                    ? "the repository has no version that automation may take"
                    : "no version is higher than " + seen.version();
        }
        return seen.at() == null
                ? "the repository has no image that automation may take"
                : "nothing is newer than " + seen.at();
    }

    /** All tags of one digest that the rule lets automation take. */
    private static final class Candidate {
        private final Digest digest;
        private final ImageOrder order;
        private final boolean bySemver;
        private final TreeMap<Tag, Optional<Version>> tags = new TreeMap<>();
        /** The tags that have the time. */
        private final TreeSet<Tag> newest = new TreeSet<>();

        private final List<TaggedImage> implausible = new ArrayList<>();
        private Set<Digest> parts = Set.of();
        private @Nullable Instant time;
        private @Nullable Version version;

        Candidate(Digest digest, ImageOrder order, boolean bySemver) {
            this.digest = digest;
            this.order = order;
            this.bySemver = bySemver;
        }

        void add(TaggedImage image, Optional<Version> named, Instant now) {
            tags.put(image.tag(), named);
            parts = image.parts();
            if (named.isPresent() && (version == null || named.get().isHigherThan(version))) {
                version = named.get();
            }
            var its = OrderTime.of(image, order).orElse(null);
            if (its == null || !Watermark.isPlausible(its, now)) {
                implausible.add(image);
                return;
            }
            if (time == null || its.isAfter(time)) {
                time = its;
                newest.clear();
            }
            if (its.equals(time)) {
                newest.add(image.tag());
            }
        }

        boolean has(Tag tag) {
            return tags.containsKey(tag);
        }

        boolean isAfter(@Nullable Instant watermark) {
            return time != null && (watermark == null || time.isAfter(watermark));
        }

        boolean isOf(@Nullable Instant watermark) {
            return time != null && time.equals(watermark);
        }

        boolean isHigherThan(@Nullable Version watermark) {
            return version != null && (watermark == null || version.isHigherThan(watermark));
        }

        boolean isBelow(@Nullable Version watermark) {
            return version != null && watermark != null && watermark.isHigherThan(version);
        }

        boolean contains(Digest other) {
            return parts.contains(other);
        }

        Instant requiredTime() {
            return Objects.requireNonNull(time, "passed over");
        }

        Version requiredVersion() {
            return Objects.requireNonNull(version, "excluded");
        }

        String rank() {
            return bySemver ? requiredVersion().toString() : requiredTime().toString();
        }

        /** At Harbor each tag has its own time, and one plausible time is enough. */
        List<TaggedImage> passedOver() {
            return time == null || order == ImageOrder.TAG_PUSHED ? implausible : List.of();
        }

        /**
         * Prefers the tag of the event, then the tag on file, then the first tag; in the order by version, only among
         * the tags of the highest version.
         */
        Take take(@Nullable Tag event, @Nullable Tag onFile, boolean moved, List<TaggedImage> passedOver) {
            var names = new TreeSet<Tag>();
            tags.forEach((tag, named) -> {
                if (!bySemver || moved || named.equals(Optional.ofNullable(version))) {
                    names.add(tag);
                }
            });
            var tag = event != null && names.contains(event)
                    ? event
                    : onFile != null && names.contains(onFile) ? onFile : names.first();
            return new Take(digest, tag, time, timed(tag), version, moved, passedOver);
        }

        private Tag timed(Tag taken) {
            return newest.contains(taken) || newest.isEmpty() ? taken : newest.first();
        }
    }
}
