package io.meshcloud.idp.git;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.core.state.Snapshot;
import io.meshcloud.idp.core.state.StateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/** The files of one commit. For one thread and one question. */
final class StateTree {
    private final ObjectSource source;
    private final ObjectId root;

    private StateTree(ObjectSource source, ObjectId root) {
        this.source = source;
        this.root = root;
    }

    /** A question asked of a tree. */
    @FunctionalInterface
    interface Question<T> {
        T of(StateTree tree) throws IOException;
    }

    static <T> T at(ObjectSource source, ObjectId commit, Question<T> question) throws IOException {
        try {
            return question.of(new StateTree(source, source.commit(commit).getTree()));
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("a tree of " + commit.name() + " cannot be read", e);
        }
    }

    static StateFile read(ObjectSource source, ObjectId tree, StatePath path) throws IOException {
        return new StateTree(source, tree).read(path);
    }

    boolean isEmpty() throws IOException {
        return source.folder(root).isEmpty();
    }

    StateFile read(StatePath path) throws IOException {
        var segments = path.segments();
        var at = root;
        for (int i = 0; i < segments.size(); i++) {
            var entry = source.folder(at).find(segments.get(i));
            boolean last = i == segments.size() - 1;
            if (entry == null) {
                return new StateFile.Absent();
            }
            if (last && entry.isRegular()) {
                return file(entry.id());
            }
            if (last || (!entry.isFolder() && !entry.isRegular())) {
                return new StateFile.NotRegular(entry.description());
            }
            if (!entry.isFolder()) {
                return new StateFile.Absent();
            }
            at = entry.id();
        }
        throw new IllegalStateException("a path has a segment");
    }

    List<StatePath> find(String fileName) throws IOException {
        var found = new ArrayList<StatePath>();
        collect(root, "", fileName.getBytes(StandardCharsets.UTF_8), found);
        Collections.sort(found);
        return List.copyOf(found);
    }

    private void collect(ObjectId folder, String prefix, byte[] fileName, List<StatePath> found) throws IOException {
        for (var at = source.folder(folder).cursor(); at.isThere(); at.advance()) {
            boolean wanted = at.hasName(fileName);
            var entry = at.entry();
            if (!wanted && !entry.isFolder()) {
                continue;
            }
            // What has no path of a state repository, such as .github, cannot be asked for either.
            if (!isNameOfStatePath(at.name())) {
                continue;
            }
            var path = prefix + at.name();
            if (wanted) {
                found.add(StatePath.of(path));
            }
            if (entry.isFolder()) {
                collect(entry.id(), path + "/", fileName, found);
            }
        }
    }

    private StateFile file(ObjectId id) throws IOException {
        var loader = source.open(id, Constants.OBJ_BLOB);
        return loader.getSize() > Snapshot.MAX_FILE_SIZE
                ? new StateFile.TooLarge(loader.getSize())
                : new StateFile.Regular(Bytes.of(loader.getCachedBytes(Snapshot.MAX_FILE_SIZE)));
    }

    private static boolean isNameOfStatePath(String name) {
        try {
            StatePath.of(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
