// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The result of {@link StateRepository#commit}. */
public sealed interface CommitResult {

    /**
     * All changes are on the branch.
     *
     * @param commits one for each change, in the order of the changes
     * @param at when the last of them was made, as its committer records it; history reports the same time
     * @param snapshot the branch as of the last of these commits; a base for the next commit without asking the remote
     */
    record Committed(List<CommitId> commits, Instant at, Snapshot snapshot) implements CommitResult {
        public Committed {
            commits = List.copyOf(commits);
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(snapshot, "snapshot");
        }
    }

    /** The branch was not at the base; nothing was written. Decide again on a new snapshot. */
    record Conflict() implements CommitResult {}
}
