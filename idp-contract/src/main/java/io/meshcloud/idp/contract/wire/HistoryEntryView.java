package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/**
 * One commit of an environment's history; {@code action} is {@code foreign} for a commit that the platform did not write.
 *
 * @param freezeOverride why it was released during a freeze all the same
 * @param promotedFrom the environment that it was taken from
 */
public record HistoryEntryView(
        String commit,
        String at,
        String action,
        @Nullable String image,
        @Nullable String previousImage,
        String actor,
        @Nullable String onBehalfOf,
        @Nullable String trigger,
        @Nullable String reason,
        @Nullable String freezeOverride,
        @Nullable String promotedFrom,
        String subject) {}
