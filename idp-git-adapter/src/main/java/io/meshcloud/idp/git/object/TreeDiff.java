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

/** Where two folders hold different things of one name. Opens only folders that differ. For one thread. */
final class TreeDiff {
    private final ObjectSource source;
    private final byte[] fileName;
    private final TreeSet<StatePath> paths = new TreeSet<>();

    TreeDiff(ObjectSource source, String fileName) {
        this.source = source;
        this.fileName = fileName.getBytes(StandardCharsets.UTF_8);
    }

    /** In byte order. */
    List<StatePath> paths(ObjectId before, ObjectId after) throws IOException {
        compare("", before, after);
        return List.copyOf(paths);
    }

    private void compare(String prefix, @Nullable ObjectId before, @Nullable ObjectId after) throws IOException {
        if (before != null && before.equals(after)) {
            return;
        }
        var gone = entries(before);
        for (var entry : entries(after).entrySet()) {
            compareEntries(prefix + entry.getKey(), gone.remove(entry.getKey()), entry.getValue());
        }
        for (var entry : gone.entrySet()) {
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

    /** Folders and files of the name; a folder's name ends with a slash, so that it is no file's counterpart. */
    private Map<String, RawTree.Entry> entries(@Nullable ObjectId folder) throws IOException {
        var entries = new HashMap<String, RawTree.Entry>();
        if (folder == null) {
            return entries;
        }
        for (var at = source.folder(folder).cursor(); at.isThere(); at.advance()) {
            boolean wanted = at.hasName(fileName);
            if ((wanted || at.isFolder()) && TreeSearch.isNameOfStatePath(at.name())) {
                if (at.isFolder()) {
                    entries.put(at.name() + "/", at.entry());
                }
                if (wanted) {
                    entries.put(at.name(), at.entry());
                }
            }
        }
        return entries;
    }
}
