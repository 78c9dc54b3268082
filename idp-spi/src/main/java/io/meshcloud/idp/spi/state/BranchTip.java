// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest commit of a branch, shown to the person who is to accept it.
 *
 * @param snapshot the branch as of that commit; never empty
 * @param previous the tip that this instance saw before, if the history of the new tip does not contain it; absent if
 *     the branch was not rewritten
 */
public record BranchTip(Snapshot snapshot, @Nullable CommitId previous) {
    public BranchTip {
        Objects.requireNonNull(snapshot, "snapshot");
        if (snapshot.commit().isEmpty()) {
            throw new IllegalArgumentException("a branch without a commit has no tip");
        }
    }

    public CommitId commit() {
        return snapshot.commit().orElseThrow();
    }

    public Optional<CommitId> optionalPrevious() {
        return Optional.ofNullable(previous);
    }
}
