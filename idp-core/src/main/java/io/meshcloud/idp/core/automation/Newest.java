package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
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
 * The one image of a repository that automation would take (ADR-008): a function of its arguments. Never an older one than
 * what was seen before; of two that are equally new, neither.
 */
sealed interface Newest {

    /**
     * What stands in an environment.
     *
     * @param running the digest on file; absent if there is no release
     * @param tag the tag on file
     * @param watermark the newest time that was seen; absent if nothing was released yet
     */
    record Standing(
            @Nullable Digest running,
            @Nullable Tag tag,
            @Nullable Instant watermark) {}

    /**
     * Take this one.
     *
     * @param time its place in the order; absent for a tag that moved to an image without a believable time
     */
    record Take(Digest digest, Tag tag, @Nullable Instant time, List<TaggedImage> passedOver) implements Newest {}

    /** What runs stays. */
    record Keep(String why, List<TaggedImage> passedOver) implements Newest {}

    /** Nobody knows which of these is meant. */
    record Tie(List<Digest> digests, Instant time, List<TaggedImage> passedOver) implements Newest {}

    /** The images that were passed over, because their time is missing, before 2000 or in the future. */
    List<TaggedImage> passedOver();

    /**
     * @param listing the tags that the platform lets automation take; those of promotions are a person's
     * @param hint the tag that was pushed, as somebody told
     */
    static Newest choose(Listing.Known listing, Standing standing, @Nullable Tag hint, Instant now) {
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
                .filter(candidate -> candidate.isAfter(standing.watermark()) || candidate.completes(standing))
                .toList();
        if (later.isEmpty()) {
            return moved(listing, candidates.values(), standing)
                    .<Newest>map(candidate -> candidate.take(
                            standing.tag(),
                            standing.tag(),
                            passedOver.stream()
                                    .filter(image -> !image.digest().equals(candidate.digest()))
                                    .toList()))
                    .orElseGet(() -> new Keep(nothingNewer(standing), passedOver));
        }
        var newest = newest(later);
        var first = newest.get(0);
        if (newest.size() > 1) {
            return new Tie(newest.stream().map(Candidate::digest).toList(), first.requiredTime(), passedOver);
        }
        return first.digest().equals(standing.running())
                ? new Keep("the newest image runs already", passedOver)
                : first.take(hint, standing.tag(), passedOver);
    }

    /** Created times leave no trace of a tag that was moved; but that the tag on file has moved, can be seen. */
    private static Optional<Candidate> moved(
            Listing.Known listing, Collection<Candidate> candidates, Standing standing) {
        var tag = standing.tag();
        return listing.order() != ImageOrder.IMAGE_CREATED || tag == null
                ? Optional.empty()
                : candidates.stream()
                        .filter(candidate ->
                                candidate.has(tag) && !candidate.digest().equals(standing.running()))
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
        // An index is as old as the newest of its images, and means them all.
        return newest.stream()
                .filter(candidate -> newest.stream().noneMatch(other -> other.contains(candidate.digest())))
                .toList();
    }

    private static String nothingNewer(Standing standing) {
        return standing.watermark() == null
                ? "the repository has no image that automation may take"
                : "nothing is newer than " + standing.watermark();
    }

    /** All tags of one digest. */
    final class Candidate {
        private final Digest digest;
        private final ImageOrder order;
        private final TreeSet<Tag> tags = new TreeSet<>();
        private final List<TaggedImage> unbelieved = new ArrayList<>();
        private Set<Digest> parts = Set.of();
        private @Nullable Instant time;

        private Candidate(Digest digest, ImageOrder order) {
            this.digest = digest;
            this.order = order;
        }

        private void add(TaggedImage image, Instant now) {
            tags.add(image.tag());
            parts = image.parts();
            var its = image.time();
            if (its == null || !Watermark.isPlausible(its, now)) {
                unbelieved.add(image);
            } else if (time == null || its.isAfter(time)) {
                time = its;
            }
        }

        private Digest digest() {
            return digest;
        }

        private boolean has(Tag tag) {
            return tags.contains(tag);
        }

        private boolean isAfter(@Nullable Instant watermark) {
            return time != null && (watermark == null || time.isAfter(watermark));
        }

        /** Whether it is the index of what runs, pushed behind it: as old as that, and more of the same build. */
        private boolean completes(Standing standing) {
            return time != null
                    && time.equals(standing.watermark())
                    && standing.running() != null
                    && contains(standing.running());
        }

        private boolean contains(Digest other) {
            return parts.contains(other);
        }

        private Instant requiredTime() {
            if (time == null) {
                throw new IllegalStateException("passed over: " + digest);
            }
            return time;
        }

        /** At Harbor each tag has a time of its own, and one that is believed is enough. */
        private List<TaggedImage> passedOver() {
            return time == null || order == ImageOrder.TAG_PUSHED ? unbelieved : List.of();
        }

        /** The event's tag is written, else the one on file, else the first. */
        private Take take(@Nullable Tag hint, @Nullable Tag onFile, List<TaggedImage> passedOver) {
            var tag = hint != null && has(hint) ? hint : onFile != null && has(onFile) ? onFile : tags.first();
            return new Take(digest, tag, time, passedOver);
        }
    }
}
