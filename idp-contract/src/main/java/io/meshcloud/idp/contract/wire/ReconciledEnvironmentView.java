package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/**
 * One environment that was looked at.
 *
 * @param release what came of it; absent if it could not be looked at
 * @param failure why it could not; absent if it was
 */
public record ReconciledEnvironmentView(
        String address,
        @Nullable ReleaseResult release,
        @Nullable ProblemView failure) {}
