package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/** One environment with its file's text and its release. */
public record EnvironmentDetailsView(
        EnvironmentSummaryView summary,
        String path,
        @Nullable String file,
        @Nullable ReleaseView release) {}
