package io.meshcloud.idp.git.object;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/** The files of one commit. For one thread and one question. */
public final class StateTree {
    private final ObjectSource source;
    private final ObjectId root;

    private StateTree(ObjectSource source, ObjectId root) {
        this.source = source;
        this.root = root;
    }

    /** A question asked of a tree. */
    @FunctionalInterface
    public interface Question<T> {
        T of(StateTree tree) throws IOException;
    }

    public static <T> T at(ObjectSource source, ObjectId commit, Question<T> question) throws IOException {
        try {
            return question.of(new StateTree(source, source.root(commit)));
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("a tree of " + commit.name() + " cannot be read", e);
        }
    }

    public static StateFile read(ObjectSource source, ObjectId tree, StatePath path) throws IOException {
        return new StateTree(source, tree).read(path);
    }

    /**
     * What an entry of a tree is.
     *
     * @param mode as it stands in the tree; {@code FileMode.MISSING} for no entry
     */
    public static StateFile file(ObjectSource source, int mode, ObjectId id) throws IOException {
        return FileMode.MISSING.equals(mode)
                ? new StateFile.Absent()
                : read(source, new RawTree.Entry(FileMode.fromBits(mode), id));
    }

    public boolean isEmpty() throws IOException {
        return source.folder(root).isEmpty();
    }

    public StateFile read(StatePath path) throws IOException {
        var segments = path.segments();
        var at = root;
        for (int i = 0; i < segments.size(); i++) {
            var entry = source.folder(at).find(segments.get(i));
            boolean last = i == segments.size() - 1;
            if (entry == null) {
                return new StateFile.Absent();
            }
            if (last || (!entry.isFolder() && !entry.isRegular())) {
                return read(source, entry);
            }
            if (!entry.isFolder()) {
                return new StateFile.Absent();
            }
            at = entry.id();
        }
        throw new IllegalStateException("a path has a segment");
    }

    public List<StatePath> find(String fileName) throws IOException {
        return search(fileName).stream().map(TreeSearch.Found::path).toList();
    }

    /** All entries of this name, in byte order of their paths. */
    public List<TreeSearch.Found> search(String fileName) throws IOException {
        return new TreeSearch(source).find(root, fileName);
    }

    /** What lies at each of them, in their order. */
    public List<StateFile> read(List<TreeSearch.Found> found) throws IOException {
        return new TreeSearch(source).read(found);
    }

    /** The paths of this name at which this and another commit differ; empty if the other is not at hand. */
    public Optional<List<StatePath>> changedSince(ObjectId other, String fileName) throws IOException {
        return source.has(other)
                ? Optional.of(new TreeDiff(source, fileName)
                        .paths(source.commit(other).getTree(), root))
                : Optional.empty();
    }

    /** What an entry of a folder holds. */
    static StateFile read(ObjectSource source, RawTree.Entry entry) throws IOException {
        return entry.isRegular() ? file(source, entry.id()) : new StateFile.NotRegular(entry.description());
    }

    private static StateFile file(ObjectSource source, ObjectId id) throws IOException {
        var loader = source.open(id, Constants.OBJ_BLOB);
        return loader.getSize() > Snapshot.MAX_FILE_SIZE
                ? new StateFile.TooLarge(loader.getSize())
                : new StateFile.Regular(Bytes.of(loader.getCachedBytes(Snapshot.MAX_FILE_SIZE)));
    }
}
