package io.meshcloud.idp.spi.state;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest commit of a branch, told to a person before they accept it.
 *
 * @param snapshot the branch as of that commit, of which there is one
 * @param previous the tip that was seen before and is not in its history; absent if nothing is missed here
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
