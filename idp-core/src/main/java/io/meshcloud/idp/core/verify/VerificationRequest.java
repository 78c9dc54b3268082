// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.spi.state.CommitIdentity;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of history to verify, and the identities of the platform.
 *
 * @param since the full or unambiguously abbreviated id of a commit; this commit and all before it are not verified;
 *     absent for the whole history
 * @param platform the identities that commit for the platform, today and earlier; at least one
 * @param signed whether each change of a release needs a good signature
 */
public record VerificationRequest(@Nullable String since, Set<CommitIdentity> platform, boolean signed) {
    public VerificationRequest {
        platform = Set.copyOf(platform);
        if (platform.isEmpty()) {
            throw new IllegalArgumentException("the platform needs at least one identity");
        }
    }

    public Optional<String> optionalSince() {
        return Optional.ofNullable(since);
    }
}
