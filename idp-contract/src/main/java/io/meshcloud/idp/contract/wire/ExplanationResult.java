package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/**
 * Why an environment runs what it runs, and what would happen to it now. Where a registry could not be asked, the record of
 * the decision is absent and its failure says why.
 *
 * @param released the newest commit that changed its release; absent if there is none
 * @param automation what automation would do at this moment
 * @param image what would become of the image that was asked for; absent if none was
 */
public record ExplanationResult(
        String address,
        @Nullable HistoryEntryView released,
        @Nullable ReleaseResult automation,
        @Nullable ProblemView automationFailure,
        @Nullable ReleaseResult image,
        @Nullable ProblemView imageFailure) {}
