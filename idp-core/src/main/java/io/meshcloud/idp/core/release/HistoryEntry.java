package io.meshcloud.idp.core.release;

import io.meshcloud.idp.spi.state.CommitId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One commit of an environment's history, read from Git alone. Texts are as the commit has them: another tool may
 * have written it.
 *
 * @param commit which
 * @param at the committer's time
 * @param action the word of the {@code Idp-Action} trailer; {@code foreign} for a commit that the platform did not write
 * @param image what runs from here on; absent if the commit does not touch the release, or removes it
 * @param previous what ran before, where the commit changes the release
 * @param actor who asked; for a foreign commit its committer
 * @param onBehalfOf for whom
 * @param trigger what carried the request
 * @param reason why
 * @param freezeOverride why it was released during a freeze all the same
 * @param promotedFrom the environment that it was taken from
 * @param subject the commit's first line
 */
public record HistoryEntry(
        CommitId commit,
        Instant at,
        String action,
        @Nullable String image,
        @Nullable String previous,
        String actor,
        @Nullable String onBehalfOf,
        @Nullable String trigger,
        @Nullable String reason,
        @Nullable String freezeOverride,
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
