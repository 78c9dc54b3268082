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
 * @param path empty for the root folder; absent if unknown or if the object is the commit itself
 */
record Culprit(ObjectId commit, @Nullable String path) {
    /** How many folders are searched for the object. */
    private static final int MAX_FOLDERS = 100_000;

    /** How many commits back are searched for the one that brought it. */
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
        while (!folders.isEmpty() && seen.size() < MAX_FOLDERS) {
            var folder = folders.remove();
            if (folder.tree().equals(object)) {
                return Optional.of(folder.path());
            }
            if (!seen.add(folder.tree())) {
                continue;
            }
            try {
                for (var at = source.tree(folder.tree()).cursor(); at.hasEntry(); at.advance()) {
                    if (at.isTree()) {
                        folders.add(new Folder(
                                folder.path() + at.name() + "/", at.entry().id()));
                    }
                }
            } catch (RefusedObject e) {
                // another one that is refused
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
        for (int from = 0, to; (to = path.indexOf('/', from)) >= 0; from = to + 1) {
            var entry = source.tree(at).find(path.substring(from, to));
            if (entry == null || !entry.isTree()) {
                return false;
            }
            at = entry.id();
        }
        return at.equals(object);
    }

    @Override
    public String toString() {
        var text = "commit " + commit.name();
        var at = path;
        if (at == null) {
            return text;
        }
        return text + ", " + (at.isEmpty() ? "root folder" : "folder " + Quoted.of(at));
    }
}
