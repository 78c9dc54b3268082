// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import io.meshcloud.idp.contract.address.StatePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/** Finds the paths of one file name at which two trees differ. Opens only trees that differ. For one thread. */
final class TreeDiff {
    private final ObjectSource source;
    private final byte[] fileName;
    private final TreeSet<StatePath> paths = new TreeSet<>();

    TreeDiff(ObjectSource source, String fileName) {
        this.source = source;
        this.fileName = fileName.getBytes(StandardCharsets.UTF_8);
    }

    /** The paths in byte order. */
    List<StatePath> paths(ObjectId before, ObjectId after) throws IOException {
        compare("", before, after);
        return List.copyOf(paths);
    }

    private void compare(String prefix, @Nullable ObjectId before, @Nullable ObjectId after) throws IOException {
        if (before != null && before.equals(after)) {
            return;
        }
        var removed = entries(before);
        for (var entry : entries(after).entrySet()) {
            compareEntries(prefix + entry.getKey(), removed.remove(entry.getKey()), entry.getValue());
        }
        for (var entry : removed.entrySet()) {
            compareEntries(prefix + entry.getKey(), entry.getValue(), null);
        }
    }

    private void compareEntries(String path, RawTree.@Nullable Entry before, RawTree.@Nullable Entry after)
            throws IOException {
        if (before != null && before.equals(after)) {
            return;
        }
        if (path.endsWith("/")) {
            compare(path, before == null ? null : before.id(), after == null ? null : after.id());
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
