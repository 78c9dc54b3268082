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
 * A folder being changed. Only the folders on the paths that are touched are ever read, and only they are written; they
 * stay in memory for the next commit of the same batch. Not for several threads.
 */
final class EditableTree {
    private final ObjectSource source;
    private final Map<String, EditableTree> opened = new TreeMap<>();
    private RawTree raw;

    /** Its name; absent where it changed since it was stored. */
    private @Nullable ObjectId stored;

    private EditableTree(ObjectSource source, RawTree raw, @Nullable ObjectId id) {
        this.source = source;
        this.raw = raw;
        this.stored = id;
    }

    static EditableTree empty(ObjectSource source) {
        return new EditableTree(source, RawTree.EMPTY, null);
    }

    static EditableTree of(ObjectSource source, ObjectId tree) throws IOException {
        return new EditableTree(source, source.folder(tree), tree.copy());
    }

    void put(StatePath path, ObjectId blob) throws IOException {
        put(path, path.segments(), blob);
    }

    void delete(StatePath path) throws IOException {
        delete(path, path.segments());
    }

    /** Makes what changed since the last time and answers the folder's id. */
    ObjectId write(NewObjects objects) {
        fold(objects);
        return store(objects);
    }

    /** Brings the changed folders below into this one's bytes; Git has no empty ones. */
    private void fold(NewObjects objects) {
        for (var entry : opened.entrySet()) {
            var child = entry.getValue();
            if (child.stored == null) {
                child.fold(objects);
                raw = child.raw.isEmpty()
                        ? raw.without(entry.getKey())
                        : raw.with(entry.getKey(), FileMode.TREE, child.store(objects));
            }
        }
        opened.values().removeIf(child -> child.raw.isEmpty());
    }

    private ObjectId store(NewObjects objects) {
        var id = stored == null ? objects.add(Constants.OBJ_TREE, raw.bytes()) : stored;
        stored = id;
        return id;
    }

    private void put(StatePath path, List<String> segments, ObjectId blob) throws IOException {
        stored = null;
        var name = segments.get(0);
        if (segments.size() > 1) {
            open(path, name, true).put(path, segments.subList(1, segments.size()), blob);
            return;
        }
        var there = raw.find(name);
        if (opened.containsKey(name) || (there != null && there.isFolder())) {
            throw conflict(path, "a folder lies at " + path + ", where a file should be written");
        }
        raw = raw.with(name, FileMode.REGULAR_FILE, blob);
    }

    private boolean delete(StatePath path, List<String> segments) throws IOException {
        var name = segments.get(0);
        var there = raw.find(name);
        if (there == null && !opened.containsKey(name)) {
            return false;
        }
        if (segments.size() > 1) {
            if (!open(path, name, false).delete(path, segments.subList(1, segments.size()))) {
                return false;
            }
        } else if (there == null || there.isFolder()) {
            throw conflict(path, "a folder lies at " + path + ", where a file should be deleted");
        } else {
            raw = raw.without(name);
        }
        stored = null;
        return true;
    }

    private EditableTree open(StatePath path, String name, boolean create) throws IOException {
        var known = opened.get(name);
        if (known != null) {
            return known;
        }
        var there = raw.find(name);
        if (there != null && !there.isFolder()) {
            throw conflict(path, there.description() + " lies at '" + name + "', where a folder has to be for " + path);
        }
        if (there == null && !create) {
            throw new IllegalStateException("looked for before: " + name);
        }
        var child = there == null ? empty(source) : of(source, there.id());
        opened.put(name, child);
        return child;
    }

    private static RuntimeException conflict(StatePath path, String what) {
        return Problem.of(
                        ProblemCode.NOT_A_REGULAR_FILE,
                        what,
                        path.value(),
                        "look at the state repository with git and move away what lies there")
                .asException();
    }
}
