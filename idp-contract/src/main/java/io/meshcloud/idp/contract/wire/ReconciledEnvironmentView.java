// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.Nullable;

/**
 * One environment of a reconcile pass.
 *
 * @param release the result; absent if the environment could not be checked
 * @param failure why it could not be checked; absent if it was
 */
public record ReconciledEnvironmentView(
        String address,
        @Nullable ReleaseResult release,
        @Nullable ProblemView failure) {}
