package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/** A release on file. */
public record ReleaseView(
        String image,
        String observedAt,
        String observedBy,
        @Nullable String newestSeenAt) {}
