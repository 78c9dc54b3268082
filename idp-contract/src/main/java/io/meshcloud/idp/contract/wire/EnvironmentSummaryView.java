// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One environment in a list.
 *
 * @param environment the environment's kind, such as {@code dev}
 * @param mode {@code auto} or {@code manual}
 * @param held whether automation is held
 * @param hold since when and why automation is held; absent if it is not
 * @param repository the registry repository whose images are for the environment
 * @param namespace the Kubernetes namespace that it runs in
 * @param cluster the cluster that it runs in; absent if the file names none
 * @param image the image that runs; absent if nothing was released
 * @param releasedTag the tag under which the digest was released here earlier; absent if the image has a tag, or never
 *     had one
 * @param findings why the environment is broken
 */
public record EnvironmentSummaryView(
        String address,
        State state,
        @Nullable String environment,
        @Nullable String mode,
        boolean held,
        @Nullable HoldView hold,
        @Nullable String repository,
        @Nullable String namespace,
        @Nullable String cluster,
        @Nullable String image,
        @Nullable String tag,
        @Nullable String digest,
        @Nullable String releasedTag,
        @Nullable String releasedAt,
        List<FindingView> findings) {
    public EnvironmentSummaryView {
        findings = List.copyOf(findings);
    }

    /** Whether the environment's files can be read. */
    public enum State {
        OK,
        BROKEN;

        /** The name of this value in JSON records. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
