// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import io.meshcloud.idp.contract.address.StatePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Finds the paths of one file name at which two trees differ. Opens only trees that differ. For one comparison and one
 * thread.
 */
final class TreeDiff {
    /** How many folders are compared; with more, searching both trees is as fast. */
    static final int MAX_FOLDERS = 100_000;

    private final ObjectSource source;
    private final byte[] fileName;
    private final TreeSet<StatePath> paths = new TreeSet<>();
    private final ArrayDeque<Folder> folders = new ArrayDeque<>();

    private record Folder(
            String prefix,
            int depth,
            @Nullable ObjectId before,
            @Nullable ObjectId after) {}

    TreeDiff(ObjectSource source, String fileName) {
        this.source = source;
        this.fileName = fileName.getBytes(StandardCharsets.UTF_8);
    }

    /** The paths in byte order; empty if the trees differ in too many folders or in too deep ones. */
    Optional<List<StatePath>> paths(ObjectId before, ObjectId after) throws IOException {
        folders.add(new Folder("", 0, before, after));
        for (int compared = 0; !folders.isEmpty(); compared++) {
            var folder = folders.pop();
            if (compared == MAX_FOLDERS || folder.depth() > TreeSearch.MAX_DEPTH) {
                return Optional.empty();
            }
            compare(folder);
        }
        return Optional.of(List.copyOf(paths));
    }

    private void compare(Folder folder) throws IOException {
        var removed = entries(folder.before());
        for (var entry : entries(folder.after()).entrySet()) {
            compareEntries(folder, entry.getKey(), removed.remove(entry.getKey()), entry.getValue());
        }
        for (var entry : removed.entrySet()) {
            compareEntries(folder, entry.getKey(), entry.getValue(), null);
        }
    }

    private void compareEntries(
            Folder folder, String name, RawTree.@Nullable Entry before, RawTree.@Nullable Entry after) {
        if (before != null && before.equals(after)) {
            return;
        }
        var path = folder.prefix() + name;
        if (name.endsWith("/")) {
            folders.push(new Folder(
                    path, folder.depth() + 1, before == null ? null : before.id(), after == null ? null : after.id()));
        } else {
            paths.add(StatePath.of(path));
        }
    }

    /**
     * Trees, and entries with the file name. The key of a tree ends with a slash, so a tree is never compared with a
     * file.
     */
    private Map<String, RawTree.Entry> entries(@Nullable ObjectId tree) throws IOException {
        var entries = new HashMap<String, RawTree.Entry>();
        if (tree == null) {
            return entries;
        }
        for (var at = source.tree(tree).cursor(); at.hasEntry(); at.advance()) {
            boolean matches = at.hasName(fileName);
            if ((matches || at.isTree()) && TreeSearch.isNameOfStatePath(at.name())) {
                if (at.isTree()) {
                    entries.put(at.name() + "/", at.entry());
                }
                if (matches) {
                    entries.put(at.name(), at.entry());
                }
            }
        }
        return entries;
    }
}
