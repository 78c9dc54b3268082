package io.meshcloud.idp.git;
import io.meshcloud.idp.git.object.StateTree;
import io.meshcloud.idp.git.object.RecentObjects;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** The branch as of one commit, read file by file when asked: from what was just pushed, and from the cache. */
final class GitSnapshot implements Snapshot {
    /** How many files are held in memory while they wait for a visitor. */
    private static final int READ_AHEAD = 4096;

    private final GitStateRepository origin;
    private final String branch;
    private final @Nullable ObjectId id;
    private final RecentObjects recent;

    /**
     * @param recent what of it may not be in the cache yet
     */
    GitSnapshot(GitStateRepository origin, String branch, @Nullable ObjectId id, RecentObjects recent) {
        this.origin = origin;
        this.branch = branch;
        this.id = id;
        this.recent = recent;
    }

    boolean isOf(GitStateRepository repository) {
        return origin == repository;
    }

    /** The short name of the branch that this is a state of. */
    String branch() {
        return branch;
    }

    @Nullable
    ObjectId id() {
        return id;
    }

    RecentObjects recent() {
        return recent;
    }

    @Override
    public Optional<CommitId> commit() {
        return Optional.ofNullable(id).map(commit -> CommitId.parse(commit.name()));
    }

    @Override
    public StateFile read(StatePath path) {
        var commit = id;
        return commit == null ? new StateFile.Absent() : origin.asking(this, commit, tree -> tree.read(path));
    }

    @Override
    public List<StatePath> find(String fileName) {
        var commit = id;
        return commit == null ? List.of() : origin.asking(this, commit, tree -> tree.find(fileName));
    }

    @Override
    public void forEach(String fileName, BiConsumer<StatePath, StateFile> visitor) {
        var commit = id;
        if (commit == null) {
            return;
        }
        var found = origin.asking(this, commit, tree -> tree.search(fileName));
        for (int i = 0; i < found.size(); i += READ_AHEAD) {
            var next = found.subList(i, Math.min(found.size(), i + READ_AHEAD));
            var files = origin.asking(this, commit, tree -> tree.read(next));
            for (int k = 0; k < next.size(); k++) {
                visitor.accept(next.get(k).path(), files.get(k));
            }
        }
    }

    @Override
    public boolean isEmpty() {
        var commit = id;
        return commit == null || origin.asking(this, commit, StateTree::isEmpty);
    }

    @Override
    public String toString() {
        return branch + " at " + (id == null ? "no commit" : id.name());
    }
}
