// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One environment with the text of its file and its release.
 *
 * @param path the path of {@code app-env.yaml}
 * @param file the text of {@code app-env.yaml}; absent if it is not a readable file
 * @param imageInRegistry whether the registry still has the image that runs; absent if nothing runs
 * @param at the time of the answer
 */
public record EnvironmentDetailsView(
        EnvironmentSummaryView summary,
        String path,
        @Nullable String file,
        @Nullable ReleaseView release,
        @Nullable ImageState imageInRegistry,
        String at) {
    /** Whether the registry has an image. */
    public enum ImageState {
        PRESENT,
        GONE,
        /** The registry could not be asked. */
        UNKNOWN;

        /** The name of this value in JSON records. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
