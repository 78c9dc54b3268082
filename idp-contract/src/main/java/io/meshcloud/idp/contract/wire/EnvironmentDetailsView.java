package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/**
 * One environment with its file's text and its release.
 *
 * @param imageInRegistry whether the registry still has what runs: present, gone, unknown; absent if nothing runs
 */
public record EnvironmentDetailsView(
        EnvironmentSummaryView summary,
        String path,
        @Nullable String file,
        @Nullable ReleaseView release,
        @Nullable String imageInRegistry) {}
