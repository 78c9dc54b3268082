// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/** The release in {@code release.yaml}. */
public record ReleaseView(
        String image,
        String observedAt,
        String observedBy,
        @Nullable String newestSeenAt,
        @Nullable String newestSeenVersion) {}
