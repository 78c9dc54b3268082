// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.model;

import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.image.TagPattern;
import io.meshcloud.idp.contract.model.AutomationRule.Order;
import io.meshcloud.idp.contract.version.Version;
import io.meshcloud.idp.contract.version.VersionRange;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How automation chooses among the images of one environment, see {@link Platform#imageRule}.
 *
 * @param where the path of the rule in {@code platform.yaml}
 * @param tags the tags that automation takes; absent means all
 * @param tagsWhere the path of the group that contains {@code tags}
 * @param ignore tags that automation never takes
 * @param extract the name or number of the group of {@code tags} that contains the version; absent means the whole tag
 * @param range the versions that automation takes; absent means all
 * @param prereleases whether automation takes versions such as {@code 2.0.0-rc.1}
 */
public record ImageRule(
        String where,
        @Nullable TagPattern tags,
        String tagsWhere,
        List<TagPattern> ignore,
        @Nullable String extract,
        Order order,
        @Nullable VersionRange range,
        boolean prereleases) {
    public ImageRule {
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(tagsWhere, "tagsWhere");
        ignore = List.copyOf(ignore);
        Objects.requireNonNull(order, "order");
    }

    static ImageRule byTime(@Nullable TagPattern tags, String where) {
        return new ImageRule(where, tags, where, List.of(), null, Order.TIME, null, false);
    }

    static ImageRule of(AutomationRule rule, String where, @Nullable TagPattern tagsOfKind, String whereOfKind) {
        boolean own = rule.tags() != null || tagsOfKind == null;
        return new ImageRule(
                where,
                own ? rule.tags() : tagsOfKind,
                own ? where : whereOfKind,
                rule.ignore(),
                rule.extract(),
                rule.order(),
                rule.range(),
                rule.prereleases());
    }

    public boolean isBySemver() {
        return order == Order.SEMVER;
    }

    /** Whether the tag matches {@link #tags}. */
    public boolean matches(Tag tag) {
        return tags == null || tags.matches(tag);
    }

    /** Whether the tag is one of {@link #ignore}. */
    public boolean ignores(Tag tag) {
        return ignore.stream().anyMatch(pattern -> pattern.matches(tag));
    }

    /**
     * The version that a tag names: what the rule extracts, or the whole tag. A tag that does not match the rule's
     * expression may have been released under another rule, so it is read as a whole.
     */
    public Optional<Version> version(Tag tag) {
        return extract == null || tags == null || !tags.matches(tag)
                ? Version.inTag(tag.value())
                : tags.group(tag, extract).flatMap(Version::inTag);
    }

    /**
     * Why automation does not take this version, as the rest of a sentence that begins with the tag; empty if it may.
     */
    public Optional<String> refusal(Version version) {
        if (version.isPrerelease() && !prereleases) {
            return Optional.of("is a prerelease");
        }
        return range == null || range.contains(version) ? Optional.empty() : Optional.of("is not in " + range);
    }
}
