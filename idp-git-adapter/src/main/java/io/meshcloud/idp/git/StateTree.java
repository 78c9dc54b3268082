package io.meshcloud.idp.git;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.core.state.Snapshot;
import io.meshcloud.idp.core.state.StateFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/** The files of one commit. For one thread and one question. */
final class StateTree implements AutoCloseable {
    private final ObjectReader reader;
    private final ObjectId root;

    private StateTree(ObjectReader reader, ObjectId root) {
        this.reader = reader;
        this.root = root;
    }

    /** A question asked of a tree. */
    @FunctionalInterface
    interface Question<T> {
        T of(StateTree tree) throws IOException;
    }

    static <T> T at(Repository repository, ObjectId commit, Question<T> question) throws IOException {
        try (var reader = repository.newObjectReader();
                var walk = new RevWalk(reader)) {
            return question.of(new StateTree(reader, walk.parseCommit(commit).getTree()));
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("a tree of " + commit.name() + " cannot be read", e);
        }
    }

    static StateFile read(ObjectReader reader, ObjectId tree, StatePath path) throws IOException {
        return new StateTree(reader, tree).read(path);
    }

    boolean isEmpty() throws IOException {
        return folder(root).isEmpty();
    }

    StateFile read(StatePath path) throws IOException {
        var segments = path.segments();
        var at = root;
        for (int i = 0; i < segments.size(); i++) {
            var entry = folder(at).find(segments.get(i));
            boolean last = i == segments.size() - 1;
            if (entry == null) {
                return new StateFile.Absent();
            }
            if (last || (!entry.isFolder() && !entry.isRegular())) {
                return read(entry);
            }
            if (!entry.isFolder()) {
                return new StateFile.Absent();
            }
            at = entry.id();
        }
        throw new IllegalStateException("a path has a segment");
    }

    List<StatePath> find(String fileName) throws IOException {
        return search(fileName).stream().map(TreeSearch.Found::path).toList();
    }

    /** All entries of this name, in byte order of their paths. */
    List<TreeSearch.Found> search(String fileName) throws IOException {
        return new TreeSearch(this).find(root, fileName);
    }

    /** What lies at each of them, in their order. */
    List<StateFile> read(List<TreeSearch.Found> found) throws IOException {
        return new TreeSearch(this).read(found);
    }

    /** The paths of this name at which this and another commit differ; empty if the other is not at hand. */
    Optional<List<StatePath>> changedSince(ObjectId other, String fileName) throws IOException {
        if (!reader.has(other)) {
            return Optional.empty();
        }
        try (var walk = new RevWalk(reader)) {
            var before = walk.parseCommit(other).getTree();
            return Optional.of(new TreeDiff(this, fileName).paths(before, root));
        }
    }

    /** The same files for another thread, to be closed by it. */
    StateTree forAnotherThread() {
        return new StateTree(reader.newReader(), root);
    }

    @Override
    public void close() {
        reader.close();
    }

    /** What an entry of a folder holds. */
    StateFile read(RawTree.Entry entry) throws IOException {
        return entry.isRegular() ? file(entry.id()) : new StateFile.NotRegular(entry.description());
    }

    private StateFile file(ObjectId id) throws IOException {
        var loader = reader.open(id, Constants.OBJ_BLOB);
        return loader.getSize() > Snapshot.MAX_FILE_SIZE
                ? new StateFile.TooLarge(loader.getSize())
                : new StateFile.Regular(Bytes.of(loader.getCachedBytes(Snapshot.MAX_FILE_SIZE)));
    }

    RawTree folder(ObjectId id) throws IOException {
        return new RawTree(reader.open(id, Constants.OBJ_TREE).getCachedBytes(Integer.MAX_VALUE));
    }
}
