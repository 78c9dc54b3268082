// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.image;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.image.TagFilter;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.model.ImageRule;
import io.meshcloud.idp.contract.version.Version;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.PromotionTag;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a rule of the platform says about tags: which ones automation may take, and which version they name. Pure
 * functions of a listing, so a tag that cannot win need not be resolved.
 *
 * @param rule the rule of the environment
 */
public record ImageVersions(ImageRule rule) {

    /** The version that a tag names; the tag of a promoted image names the version of its source. */
    public Optional<Version> of(Tag tag, @Nullable Digest digest) {
        return rule.version(digest == null ? tag : PromotionTag.sourceOf(tag, digest));
    }

    public Optional<Version> of(TaggedImage image) {
        return of(image.tag(), image.digest());
    }

    /** Why automation never takes this tag, as the rest of a sentence that begins with the tag; empty if it may. */
    public Optional<String> exclusion(TaggedImage image) {
        return PromotionTag.isPromotionTag(image.tag(), image.digest())
                ? Optional.of("was made by a promotion, and only people release it")
                : exclusion(image.tag());
    }

    /** The same, judged by the name of the tag alone. */
    private Optional<String> exclusion(Tag tag) {
        if (!rule.matches(tag)) {
            return Optional.of("does not match " + rule.tags() + " (" + rule.tagsWhere() + ".tags)");
        }
        if (rule.ignores(tag)) {
            return Optional.of("is ignored (" + rule.where() + ".ignore)");
        }
        if (!rule.isBySemver()) {
            return Optional.empty();
        }
        return rule.version(tag)
                .map(version -> rule.refusal(version).map(why -> why + " (" + rule.where() + ")"))
                .orElseGet(() -> Optional.of("names no version"));
    }

    /**
     * The tags that automation must know to choose an image: those that it may take, and those that say what was seen.
     */
    public @Nullable TagFilter tagsToKnow(CurrentRelease current) {
        return rule.isBySemver() || !rule.ignore().isEmpty()
                ? new TagsToKnow(this, highestOnFile(current).orElse(null))
                : rule.tags();
    }

    /**
     * The tags of a rule with more than a pattern. A version that the rule refuses is not taken, but it counts as seen
     * if it runs, under whatever name.
     *
     * @param seen the highest version on file: lower versions need not be looked up
     */
    private record TagsToKnow(
            ImageVersions versions, @Nullable Version seen) implements TagFilter {
        @Override
        public boolean matches(Tag tag) {
            return versions.exclusion(tag).isEmpty() || (versions.rule.matches(tag) && mayRaiseSeen(tag));
        }

        private boolean mayRaiseSeen(Tag tag) {
            return versions.rule.isBySemver()
                    && versions.rule
                            .version(tag)
                            .filter(version -> seen == null || version.isHigherThan(seen))
                            .isPresent();
        }
    }

    /** The highest version that the release on file knows: its mark, and the version of its tag. */
    public Optional<Version> highestOnFile(CurrentRelease current) {
        return Seen.highest(Stream.concat(
                current.highestVersion().stream(),
                current.tracked().map(AppRelease::image).flatMap(this::of).stream()));
    }

    private Optional<Version> of(ImageReference image) {
        return image.optionalTag().flatMap(tag -> of(tag, image.optionalDigest().orElse(null)));
    }

    /** The highest version that automation could take; empty if there is none. */
    public Optional<Version> highestEligible(Collection<TaggedImage> images) {
        return rule.isBySemver()
                ? Seen.highest(images.stream()
                        .filter(image -> exclusion(image).isEmpty())
                        .flatMap(image -> of(image).stream()))
                : Optional.empty();
    }

    /** The highest version of all tags of a digest. */
    public Optional<Version> highestOf(Digest digest, Collection<TaggedImage> images) {
        return Seen.highest(
                images.stream().filter(image -> image.digest().equals(digest)).flatMap(image -> of(image).stream()));
    }

    /**
     * The version above which automation takes an image: the highest of the mark on file, of the tag on file and of the
     * tags of the running image. If the file has no mark, automation chose by time until now. Then every image that it
     * could have taken and that is not newer than the newest time seen also counts as seen, so a change of the order
     * undoes no rollback.
     *
     * @param newestSeenAt the newest time that was seen; absent if unknown
     */
    public Optional<Version> highestSeen(
            CurrentRelease current, Listing.Known listing, @Nullable Instant newestSeenAt) {
        var running = current.digest().flatMap(digest -> highestOf(digest, listing.images()));
        var seenByTime = current.highestVersion().isPresent() || newestSeenAt == null
                ? Optional.<Version>empty()
                : highestEligible(listing.images().stream()
                        .filter(image -> OrderTime.of(image, listing.order())
                                .filter(time -> !time.isAfter(newestSeenAt))
                                .isPresent())
                        .toList());
        return Seen.highest(
                Stream.of(highestOnFile(current), running, seenByTime).flatMap(Optional::stream));
    }
}
