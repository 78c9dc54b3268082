package io.meshcloud.idp.spi.state;

import java.util.List;
import java.util.Objects;

/** What came of {@link StateRepository#commit}. */
public sealed interface CommitResult {

    /**
     * All changes are on the branch, one commit each, in their order.
     *
     * @param commits one for each change
     * @param snapshot the branch as of the last of them; a base for the next commit without asking the remote again
     */
    record Committed(List<CommitId> commits, Snapshot snapshot) implements CommitResult {
        public Committed {
            commits = List.copyOf(commits);
            Objects.requireNonNull(snapshot, "snapshot");
        }
    }

    /** The branch is no longer at the base; nothing was written. Decide again on a new snapshot. */
    record Conflict() implements CommitResult {}
}
