// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/**
 * One commit of an environment's history; {@code action} is a word of {@code Action}, or {@code foreign} for a commit
 * that the platform did not write.
 *
 * @param freezeOverride why the release was allowed during a freeze
 * @param promotedFrom the environment from which the image was promoted
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
