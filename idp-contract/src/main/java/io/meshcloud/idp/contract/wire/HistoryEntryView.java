// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One commit of an environment's history; {@code action} is a word of {@code Action}, or {@code foreign} for a commit
 * that the platform did not write.
 *
 * @param releasedTag the tag under which the digest was released here; absent if the image has a tag, or never had one
 * @param override why the release was allowed in spite of rules
 * @param overriddenRules the names of these rules, separated by commas
 * @param at the time of the commit
 * @param promotedFrom the environment from which the image was promoted
 * @param links URLs by name: "commit" is the page of the commit; absent if none is known
 */
public record HistoryEntryView(
        String commit,
        String at,
        String action,
        @Nullable String image,
        @Nullable String releasedTag,
        @Nullable String previousImage,
        String actor,
        @Nullable String onBehalfOf,
        @Nullable String trigger,
        @Nullable String reason,
        @Nullable String override,
        @Nullable String overriddenRules,
        @Nullable String promotedFrom,
        String subject,
        @Nullable Map<String, String> links) {
    public HistoryEntryView {
        links = links == null ? null : Map.copyOf(links);
    }
}
