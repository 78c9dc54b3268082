package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.spi.state.CommitIdentity;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What part of history is looked at, and what counts as the platform's.
 *
 * @param since a commit's full or unambiguously abbreviated id; it and everything before it is taken as it is; absent for
 *     the whole history
 * @param platform who commits for the platform, today and earlier; at least one
 * @param signed whether each change of a release must bear a good signature
 */
public record VerificationRequest(@Nullable String since, Set<CommitIdentity> platform, boolean signed) {
    public VerificationRequest {
        platform = Set.copyOf(platform);
        if (platform.isEmpty()) {
            throw new IllegalArgumentException("somebody commits for the platform");
        }
    }

    public Optional<String> optionalSince() {
        return Optional.ofNullable(since);
    }
}
