// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A tree under construction. Reads and writes only the trees on the changed paths, and keeps them in memory for the
 * next commit of the batch. Not thread-safe.
 */
final class EditableTree {
    private final ObjectSource source;
    private final Map<String, EditableTree> subtrees = new TreeMap<>();
    private RawTree raw;

    /** The id of the stored tree; absent if the tree changed since. */
    private @Nullable ObjectId storedId;

    private EditableTree(ObjectSource source, RawTree raw, @Nullable ObjectId id) {
        this.source = source;
        this.raw = raw;
        this.storedId = id;
    }

    static EditableTree empty(ObjectSource source) {
        return new EditableTree(source, RawTree.EMPTY, null);
    }

    static EditableTree of(ObjectSource source, ObjectId tree) throws IOException {
        return new EditableTree(source, source.tree(tree), tree.copy());
    }

    void put(StatePath path, ObjectId blob) throws IOException {
        put(path, path.segments(), blob);
    }

    void delete(StatePath path) throws IOException {
        delete(path, path.segments());
    }

    /** Adds the changed trees to the objects and returns the id of this tree. */
    ObjectId write(NewObjects objects) {
        updateSubtrees(objects);
        return store(objects);
    }

    /** Updates the entries of changed subtrees. Git has no empty trees. */
    private void updateSubtrees(NewObjects objects) {
        for (var entry : subtrees.entrySet()) {
            var child = entry.getValue();
            if (child.storedId == null) {
                child.updateSubtrees(objects);
                raw = child.raw.isEmpty()
                        ? raw.without(entry.getKey())
                        : raw.with(entry.getKey(), FileMode.TREE, child.store(objects));
            }
        }
        subtrees.values().removeIf(child -> child.raw.isEmpty());
    }

    private ObjectId store(NewObjects objects) {
        var id = storedId == null ? objects.add(Constants.OBJ_TREE, raw.bytes()) : storedId;
        storedId = id;
        return id;
    }

    private void put(StatePath path, List<String> segments, ObjectId blob) throws IOException {
        storedId = null;
        var name = segments.get(0);
        if (segments.size() > 1) {
            subtree(path, name, true).put(path, segments.subList(1, segments.size()), blob);
            return;
        }
        var entry = raw.find(name);
        if (subtrees.containsKey(name) || (entry != null && entry.isTree())) {
            throw conflict(path, "a folder is at " + path + ", where a file is to be written");
        }
        raw = raw.with(name, FileMode.REGULAR_FILE, blob);
    }

    private boolean delete(StatePath path, List<String> segments) throws IOException {
        var name = segments.get(0);
        var entry = raw.find(name);
        if (entry == null && !subtrees.containsKey(name)) {
            return false;
        }
        if (segments.size() > 1) {
            if (!subtree(path, name, false).delete(path, segments.subList(1, segments.size()))) {
                return false;
            }
        } else if (entry == null || entry.isTree()) {
            throw conflict(path, "a folder is at " + path + ", where a file is to be deleted");
        } else {
            raw = raw.without(name);
        }
        storedId = null;
        return true;
    }

    private EditableTree subtree(StatePath path, String name, boolean create) throws IOException {
        var known = subtrees.get(name);
        if (known != null) {
            return known;
        }
        var entry = raw.find(name);
        if (entry != null && !entry.isTree()) {
            throw conflict(path, entry.description() + " is at '" + name + "', where " + path + " needs a folder");
        }
        if (entry == null && !create) {
            throw new IllegalStateException("no entry " + name);
        }
        var child = entry == null ? empty(source) : of(source, entry.id());
        subtrees.put(name, child);
        return child;
    }

    private static RuntimeException conflict(StatePath path, String what) {
        return Problem.of(
                        ProblemCode.NOT_A_REGULAR_FILE,
                        what,
                        path.value(),
                        "inspect the state repository with git and move that entry away")
                .asException();
    }
}
