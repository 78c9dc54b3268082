package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/** One commit of an environment's history; {@code action} is {@code foreign} for a commit that the platform did not write. */
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
        String subject) {}
