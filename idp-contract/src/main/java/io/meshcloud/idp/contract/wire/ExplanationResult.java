// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import io.meshcloud.idp.contract.wire.EnvironmentDetailsView.ImageState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why an environment runs its current image, and what would happen to it now. If the registry could not be asked, the
 * decision is absent and the failure says why.
 *
 * @param released the newest commit that changed the release; absent if there is none
 * @param automation what automation would do now
 * @param images what automation decides about the tags; those that it takes, or nearly takes, come first; at most ten
 * @param moreImages how many further tags automation listed
 * @param image what a release of the given image would do; absent if no image was given
 * @param imageInRegistry whether the registry still has the image that runs; absent if nothing runs, or a decision is
 *     absent
 * @param at the time of the answer
 */
public record ExplanationResult(
        String address,
        @Nullable HistoryEntryView released,
        @Nullable ReleaseResult automation,
        @Nullable ProblemView automationFailure,
        List<ImageView> images,
        int moreImages,
        @Nullable ReleaseResult image,
        @Nullable ProblemView imageFailure,
        @Nullable ImageState imageInRegistry,
        String at) {
    public ExplanationResult {
        images = List.copyOf(images);
    }
}
