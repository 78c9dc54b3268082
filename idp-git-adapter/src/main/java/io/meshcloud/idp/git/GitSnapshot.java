// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.git.object.RecentObjects;
import io.meshcloud.idp.git.object.StateTree;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** The branch as of one commit. Files are read on demand, from the objects just pushed or from the cache. */
final class GitSnapshot implements Snapshot {
    /** How many files {@link #forEach} reads at a time, at most; fewer if they are large. */
    private static final int READ_AHEAD = 4096;

    /** How many bytes of files {@link #forEach} visits. A hundred thousand environments have 200 MB. */
    private static final long MAX_VISITED_BYTES = 2L << 30;

    private final GitStateRepository origin;
    private final String branch;
    private final @Nullable ObjectId id;
    private final RecentObjects recent;

    /**
     * @param recent objects of this state that the cache may not contain yet
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

    /** The short name of the branch. */
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
        return commit == null ? new StateFile.Absent() : origin.query(this, commit, tree -> tree.read(path));
    }

    @Override
    public List<StatePath> find(String fileName) {
        var commit = id;
        return commit == null ? List.of() : origin.query(this, commit, tree -> tree.find(fileName));
    }

    @Override
    public List<StatePath> find(@Nullable StatePath folder, Predicate<String> fileName) {
        var commit = id;
        return commit == null ? List.of() : origin.query(this, commit, tree -> tree.find(folder, fileName));
    }

    @Override
    public void forEach(String fileName, BiConsumer<StatePath, StateFile> visitor) {
        var commit = id;
        if (commit == null) {
            return;
        }
        var found = origin.query(this, commit, tree -> tree.search(fileName));
        long bytes = MAX_VISITED_BYTES;
        for (int i = 0, ahead = READ_AHEAD; i < found.size(); ) {
            var next = found.subList(i, Math.min(found.size(), i + ahead));
            long remaining = bytes;
            var files = origin.query(this, commit, tree -> tree.read(next, remaining));
            for (int k = 0; k < files.size(); k++) {
                visitor.accept(next.get(k).path(), files.get(k));
            }
            bytes -= files.stream().mapToLong(StateTree::size).sum();
            i += files.size();
            ahead = Math.min(READ_AHEAD, 2 * files.size());
        }
    }

    @Override
    public boolean isEmpty() {
        var commit = id;
        return commit == null || origin.query(this, commit, StateTree::isEmpty);
    }

    @Override
    public String toString() {
        return branch + " at " + (id == null ? "no commit" : id.name());
    }
}
