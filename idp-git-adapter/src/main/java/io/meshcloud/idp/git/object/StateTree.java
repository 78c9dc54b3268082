// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** The files of one commit. For one thread and one query. */
public final class StateTree {
    private final ObjectSource source;
    private final ObjectId root;

    private StateTree(ObjectSource source, ObjectId root) {
        this.source = source;
        this.root = root;
    }

    /** A query on a tree. */
    @FunctionalInterface
    public interface Query<T> {
        T of(StateTree tree) throws IOException;
    }

    public static <T> T at(ObjectSource source, ObjectId commit, Query<T> query) throws IOException {
        try {
            return query.of(new StateTree(source, source.rootTree(commit)));
        } catch (RefusedObject e) {
            throw e.in(commit);
        }
    }

    public static StateFile read(ObjectSource source, ObjectId tree, StatePath path) throws IOException {
        return new StateTree(source, tree).read(path);
    }

    /**
     * Whether what is at a path differs between two trees. Reads trees only as far as they differ.
     *
     * @param before absent for an empty tree
     */
    public static boolean differ(ObjectSource source, @Nullable ObjectId before, ObjectId after, StatePath path)
            throws IOException {
        var left = before == null ? null : new RawTree.Entry(FileMode.TREE, before);
        RawTree.@Nullable Entry right = new RawTree.Entry(FileMode.TREE, after);
        for (var name : path.segments()) {
            if (Objects.equals(left, right)) {
                return false;
            }
            left = left != null && left.isTree() ? source.tree(left.id()).find(name) : null;
            right = right != null && right.isTree() ? source.tree(right.id()).find(name) : null;
        }
        return !Objects.equals(left, right);
    }

    /**
     * The file of a tree entry.
     *
     * @param mode the raw mode; {@code FileMode.MISSING} if there is no entry
     */
    public static StateFile file(ObjectSource source, int mode, ObjectId id) throws IOException {
        return FileMode.MISSING.equals(mode)
                ? new StateFile.Absent()
                : read(source, new RawTree.Entry(FileMode.fromBits(mode), id));
    }

    public boolean isEmpty() throws IOException {
        return source.tree(root).isEmpty();
    }

    public StateFile read(StatePath path) throws IOException {
        var segments = path.segments();
        var at = root;
        for (int i = 0; i < segments.size(); i++) {
            var entry = source.tree(at).find(segments.get(i));
            boolean last = i == segments.size() - 1;
            if (entry == null) {
                return new StateFile.Absent();
            }
            if (last || (!entry.isTree() && !entry.isRegular())) {
                return read(source, entry);
            }
            if (!entry.isTree()) {
                return new StateFile.Absent();
            }
            at = entry.id();
        }
        throw new IllegalStateException("a path has a segment");
    }

    public List<StatePath> find(String fileName) throws IOException {
        return search(fileName).stream().map(TreeSearch.Found::path).toList();
    }

    /** The entries in a folder, or in the whole tree, whose names match; in byte order. */
    public List<StatePath> find(@Nullable StatePath folder, Predicate<String> fileName) throws IOException {
        var start = root;
        if (folder != null) {
            for (var name : folder.segments()) {
                var entry = source.tree(start).find(name);
                if (entry == null || !entry.isTree()) {
                    return List.of();
                }
                start = entry.id();
            }
        }
        return new TreeSearch(source)
                .find(start, folder, at -> fileName.test(at.name())).stream()
                        .map(TreeSearch.Found::path)
                        .toList();
    }

    /** All entries with this name, in byte order of their paths. */
    public List<TreeSearch.Found> search(String fileName) throws IOException {
        var name = fileName.getBytes(StandardCharsets.UTF_8);
        return new TreeSearch(source).find(root, null, at -> at.hasName(name));
    }

    /**
     * The files of the first entries, at least of one, in the same order: as many as have a few MiB together. Entries
     * of one blob share its bytes.
     *
     * @param limit how many bytes the files may have, counting a blob at each of its paths
     * @throws RefusedObject if they have more
     */
    public List<StateFile> read(List<TreeSearch.Found> found, long limit) throws IOException {
        return new TreeSearch(source).read(found, limit);
    }

    /** The bytes of a file that was read. */
    public static int size(StateFile file) {
        return file instanceof StateFile.Regular regular ? regular.bytes().size() : 0;
    }

    /**
     * The paths of this file name at which this commit and another one differ; empty if the other one is not available,
     * or differs too much.
     */
    public Optional<List<StatePath>> changedSince(ObjectId other, String fileName) throws IOException {
        return source.has(other)
                ? new TreeDiff(source, fileName).paths(source.rootTree(other), root)
                : Optional.empty();
    }

    /** The file of a tree entry. */
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
