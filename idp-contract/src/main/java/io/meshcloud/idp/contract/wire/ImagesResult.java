// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tags of an environment's repository, and what automation decides about each.
 *
 * @param rule the path of the rule in {@code platform.yaml}
 * @param order {@code time} or {@code semver}
 * @param newestSeenAt the newest time that was seen in the environment
 * @param newestSeenVersion the highest version that was seen in the environment
 * @param automation what automation would do now
 * @param images those that automation could take first; no more than were asked for
 * @param more how many further tags there are
 * @param at the time of the answer
 */
public record ImagesResult(
        String address,
        String repository,
        String rule,
        String order,
        @Nullable String newestSeenAt,
        @Nullable String newestSeenVersion,
        ReleaseResult automation,
        List<ImageView> images,
        int more,
        String at) {
    public ImagesResult {
        images = List.copyOf(images);
    }
}
