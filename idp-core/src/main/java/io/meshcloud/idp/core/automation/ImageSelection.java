// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.core.release.CurrentRelease;
import io.meshcloud.idp.core.release.OrderTime;
import io.meshcloud.idp.core.release.Watermark;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.PromotionTag;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Selects the image of a repository that automation would take (ADR-008): never an image older than the watermark, and
 * none if the newest two are equally new.
 *
 * @param current the release on file
 * @param watermark the newest time that was seen in the environment; absent if nothing was released yet
 * @param hint the tag that an event named; absent for the poll
 */
record ImageSelection(
        CurrentRelease current,
        @Nullable Instant watermark,
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
     * @param time its place in the order; absent for a tag that moved to an image without a plausible time
     */
    record Take(Digest digest, Tag tag, @Nullable Instant time, List<TaggedImage> passedOver) implements Choice {}

    /** Keep the running image. */
    record Keep(String why, List<TaggedImage> passedOver) implements Choice {}

    /** Take none of these images: they are equally new. */
    record Tie(List<Digest> digests, Instant time, List<TaggedImage> passedOver) implements Choice {}

    /**
     * A pure function. Tags that a promotion made are left to people.
     *
     * @param listing the tags that the platform lets automation take
     */
    Choice choose(Listing.Known listing) {
        var candidates = new TreeMap<Digest, Candidate>();
        for (var image : listing.images()) {
            if (PromotionTag.isPromotionTag(image.tag(), image.digest())) {
                continue;
            }
            candidates
                    .computeIfAbsent(image.digest(), digest -> new Candidate(digest, listing.order()))
                    .add(image, now);
        }
        var passedOver = candidates.values().stream()
                .flatMap(candidate -> candidate.passedOver().stream())
                .toList();
        var later = candidates.values().stream()
                .filter(candidate -> candidate.isAfter(watermark) || completesRunning(candidate))
                .toList();
        if (later.isEmpty()) {
            return moved(listing, candidates.values())
                    .<Choice>map(candidate -> candidate.take(
                            tagOnFile(),
                            tagOnFile(),
                            passedOver.stream()
                                    .filter(image -> !image.digest().equals(candidate.digest()))
                                    .toList()))
                    .orElseGet(() -> new Keep(nothingNewer(), passedOver));
        }
        var newest = newest(later);
        var first = newest.get(0);
        if (newest.size() > 1) {
            return new Tie(newest.stream().map(Candidate::digest).toList(), first.requiredTime(), passedOver);
        }
        return isRunning(first.digest())
                ? new Keep("the newest image runs already", passedOver)
                : first.take(hint, tagOnFile(), passedOver);
    }

    private @Nullable Tag tagOnFile() {
        return current.previous().flatMap(image -> image.optionalTag()).orElse(null);
    }

    private boolean isRunning(Digest digest) {
        return current.digest().equals(Optional.of(digest));
    }

    /** Whether the candidate is the index of the running image, pushed later by the same build: with the same time. */
    private boolean completesRunning(Candidate candidate) {
        return candidate.isOf(watermark)
                && current.digest().filter(candidate::contains).isPresent();
    }

    /** Created times do not show that a tag was moved; but the tag on file now refers to another digest. */
    private Optional<Candidate> moved(Listing.Known listing, Collection<Candidate> candidates) {
        var tag = tagOnFile();
        return listing.order() != ImageOrder.IMAGE_CREATED || tag == null
                ? Optional.empty()
                : candidates.stream()
                        .filter(candidate -> candidate.has(tag) && !isRunning(candidate.digest()))
                        .findFirst();
    }

    private static List<Candidate> newest(List<Candidate> candidates) {
        var time = candidates.stream()
                .map(Candidate::requiredTime)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        var newest = candidates.stream()
                .filter(candidate -> candidate.requiredTime().equals(time))
                .toList();
        // An index has the time of its newest image and is a candidate in place of its images.
        return newest.stream()
                .filter(candidate -> newest.stream().noneMatch(other -> other.contains(candidate.digest())))
                .toList();
    }

    private String nothingNewer() {
        return watermark == null
                ? "the repository has no image that automation may take"
                : "nothing is newer than " + watermark;
    }

    /** All tags of one digest. */
    private static final class Candidate {
        private final Digest digest;
        private final ImageOrder order;
        private final TreeSet<Tag> tags = new TreeSet<>();
        private final List<TaggedImage> implausible = new ArrayList<>();
        private Set<Digest> parts = Set.of();
        private @Nullable Instant time;

        Candidate(Digest digest, ImageOrder order) {
            this.digest = digest;
            this.order = order;
        }

        void add(TaggedImage image, Instant now) {
            tags.add(image.tag());
            parts = image.parts();
            var its = OrderTime.of(image, order).orElse(null);
            if (its == null || !Watermark.isPlausible(its, now)) {
                implausible.add(image);
            } else if (time == null || its.isAfter(time)) {
                time = its;
            }
        }

        Digest digest() {
            return digest;
        }

        boolean has(Tag tag) {
            return tags.contains(tag);
        }

        boolean isAfter(@Nullable Instant watermark) {
            return time != null && (watermark == null || time.isAfter(watermark));
        }

        boolean isOf(@Nullable Instant watermark) {
            return time != null && time.equals(watermark);
        }

        boolean contains(Digest other) {
            return parts.contains(other);
        }

        Instant requiredTime() {
            if (time == null) {
                throw new IllegalStateException("passed over: " + digest);
            }
            return time;
        }

        /** At Harbor each tag has its own time, and one plausible time is enough. */
        List<TaggedImage> passedOver() {
            return time == null || order == ImageOrder.TAG_PUSHED ? implausible : List.of();
        }

        /** Prefers the tag of the event, then the tag on file, then the first tag. */
        Take take(@Nullable Tag event, @Nullable Tag onFile, List<TaggedImage> passedOver) {
            var tag = event != null && has(event) ? event : onFile != null && has(onFile) ? onFile : tags.first();
            return new Take(digest, tag, time, passedOver);
        }
    }
}
