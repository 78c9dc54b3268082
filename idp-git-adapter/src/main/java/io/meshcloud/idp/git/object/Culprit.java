// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import io.meshcloud.idp.contract.problem.Quoted;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * The commit that brought a refused object, and its path there, as far as they can be found with little work.
 *
 * @param path ends with a slash for a folder; empty for the root folder; absent if unknown or if the object is the
 *     commit itself
 */
record Culprit(ObjectId commit, @Nullable String path) {
    /** How many folders are searched for the object. */
    private static final int MAX_FOLDERS = 100_000;

    /** The number of commits that are searched for the one that added the object. */
    private static final int MAX_COMMITS = 1_000;

    private record Folder(String path, ObjectId tree) {}

    /**
     * @param commit a commit that contains the object, or whose parent does
     */
    static Culprit of(Repository repository, ObjectId commit, ObjectId object) {
        if (commit.equals(object)) {
            return new Culprit(commit, null);
        }
        try (var reader = repository.newObjectReader()) {
            var source = ObjectSource.of(reader);
            for (var candidate : withParents(source, commit)) {
                var path = path(source, source.rootTree(candidate), object);
                if (path.isPresent()) {
                    return new Culprit(first(source, candidate, path.get(), object), path.get());
                }
            }
            return new Culprit(commit, null);
        } catch (IOException | RuntimeException e) {
            // The object is refused in any case; only its origin remains unknown.
            return new Culprit(commit, null);
        }
    }

    private static List<ObjectId> withParents(ObjectSource source, ObjectId commit) throws IOException {
        var candidates = new ArrayList<ObjectId>();
        candidates.add(commit);
        candidates.addAll(List.of(source.commit(commit).getParents()));
        return candidates;
    }

    private static Optional<String> path(ObjectSource source, ObjectId root, ObjectId object) throws IOException {
        var seen = new HashSet<ObjectId>();
        var folders = new ArrayDeque<Folder>();
        folders.add(new Folder("", root));
        while (!folders.isEmpty()) {
            var folder = folders.remove();
            if (folder.tree().equals(object)) {
                return Optional.of(folder.path());
            }
            try {
                for (var at = source.tree(folder.tree()).cursor(); at.hasEntry(); at.advance()) {
                    var id = at.entry().id();
                    if (!at.isTree() && id.equals(object)) {
                        return Optional.of(folder.path() + at.name());
                    }
                    if (at.isTree() && seen.size() < MAX_FOLDERS && seen.add(id)) {
                        folders.add(new Folder(folder.path() + at.name() + "/", id));
                    }
                }
            } catch (RefusedObject e) {
                // another object that is refused
            }
        }
        return Optional.empty();
    }

    /** The oldest commit, going back by first parents, that has the object at the path. */
    private static ObjectId first(ObjectSource source, ObjectId commit, String path, ObjectId object) {
        var oldest = commit;
        try {
            for (int i = 0; i < MAX_COMMITS; i++) {
                var parents = source.commit(oldest).getParents();
                if (parents.length == 0 || !has(source, parents[0], path, object)) {
                    break;
                }
                oldest = parents[0].copy();
            }
        } catch (IOException | RefusedObject e) {
            // The history of a shallow cache ends, or another object is refused.
        }
        return oldest;
    }

    private static boolean has(ObjectSource source, ObjectId commit, String path, ObjectId object) throws IOException {
        var at = source.rootTree(commit);
        int from = 0;
        for (int to; (to = path.indexOf('/', from)) >= 0; from = to + 1) {
            var entry = source.tree(at).find(path.substring(from, to));
            if (entry == null || !entry.isTree()) {
                return false;
            }
            at = entry.id();
        }
        if (from == path.length()) {
            return at.equals(object);
        }
        var file = source.tree(at).find(path.substring(from));
        return file != null && file.id().equals(object);
    }

    @Override
    public String toString() {
        var text = "commit " + commit.name();
        var at = path;
        if (at == null) {
            return text;
        }
        if (at.isEmpty()) {
            return text + ", root folder";
        }
        return text + ", " + (at.endsWith("/") ? "folder " : "file ") + Quoted.of(at);
    }
}
