package io.meshcloud.idp.git;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.core.state.CommitId;
import io.meshcloud.idp.core.state.Snapshot;
import io.meshcloud.idp.core.state.StateFile;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** The branch as of one commit, read from the cache file by file when asked. */
final class GitSnapshot implements Snapshot {
    private final GitStateRepository origin;
    private final String branch;
    private final @Nullable ObjectId id;

    GitSnapshot(GitStateRepository origin, String branch, @Nullable ObjectId id) {
        this.origin = origin;
        this.branch = branch;
        this.id = id;
    }

    boolean isOf(GitStateRepository repository) {
        return origin == repository;
    }

    /** The short name of the branch that this is a state of. */
    String branch() {
        return branch;
    }

    String ref() {
        return Constants.R_HEADS + branch;
    }

    @Nullable
    ObjectId id() {
        return id;
    }

    @Override
    public Optional<CommitId> commit() {
        return Optional.ofNullable(id).map(commit -> CommitId.parse(commit.name()));
    }

    @Override
    public StateFile read(StatePath path) {
        var commit = id;
        return commit == null
                ? new StateFile.Absent()
                : origin.reading(this, repository -> StateTree.at(repository, commit, tree -> tree.read(path)));
    }

    @Override
    public List<StatePath> find(String fileName) {
        var commit = id;
        return commit == null
                ? List.of()
                : origin.reading(this, repository -> StateTree.at(repository, commit, tree -> tree.find(fileName)));
    }

    @Override
    public boolean isEmpty() {
        var commit = id;
        return commit == null
                || origin.reading(this, repository -> StateTree.at(repository, commit, StateTree::isEmpty));
    }

    @Override
    public String toString() {
        return branch + " at " + (id == null ? "no commit" : id.name());
    }
}
