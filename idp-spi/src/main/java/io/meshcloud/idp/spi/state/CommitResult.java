// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import java.util.List;
import java.util.Objects;

/** The result of {@link StateRepository#commit}. */
public sealed interface CommitResult {

    /**
     * All changes are on the branch.
     *
     * @param commits one for each change, in the order of the changes
     * @param snapshot the branch as of the last of these commits; a base for the next commit without asking the remote
     */
    record Committed(List<CommitId> commits, Snapshot snapshot) implements CommitResult {
        public Committed {
            commits = List.copyOf(commits);
            Objects.requireNonNull(snapshot, "snapshot");
        }
    }

    /** The branch was not at the base; nothing was written. Decide again on a new snapshot. */
    record Conflict() implements CommitResult {}
}
