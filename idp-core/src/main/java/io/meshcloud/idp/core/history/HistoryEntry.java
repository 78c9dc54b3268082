// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.history;

import io.meshcloud.idp.spi.state.CommitId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One commit of an environment's history, read from Git alone. Texts are as in the commit, which another tool may have
 * written.
 *
 * @param commit the commit
 * @param at the committer's time
 * @param action the word of the {@code Idp-Action} trailer; {@code foreign} for a commit that the platform did not
 *     write
 * @param image the image that runs since this commit; absent if the commit does not touch the release, or removes it
 * @param releasedTag the tag under which the digest was released here; absent if the image has a tag, or never had one
 * @param previous the image that ran before; absent if the commit does not change the release
 * @param actor who made the request; for a foreign commit its committer
 * @param onBehalfOf the person for whom the actor made the request
 * @param trigger the way in which the request arrived
 * @param reason the actor's reason
 * @param override the reason to release in spite of rules
 * @param overriddenRules the names of these rules, separated by commas
 * @param promotedFrom the environment from which the image was promoted
 * @param subject the commit's first line
 */
public record HistoryEntry(
        CommitId commit,
        Instant at,
        String action,
        @Nullable String image,
        @Nullable String releasedTag,
        @Nullable String previous,
        String actor,
        @Nullable String onBehalfOf,
        @Nullable String trigger,
        @Nullable String reason,
        @Nullable String override,
        @Nullable String overriddenRules,
        @Nullable String promotedFrom,
        String subject) {
    /** The action of a commit that the platform did not write. */
    public static final String FOREIGN = "foreign";

    public HistoryEntry {
        Objects.requireNonNull(commit, "commit");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(subject, "subject");
    }
}
