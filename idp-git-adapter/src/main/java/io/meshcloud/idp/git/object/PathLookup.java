// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import java.io.IOException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * Looks up paths in trees, within a budget: a few objects describe many paths in large folders, and each lookup reads
 * all folders of its path. For one thread.
 */
public final class PathLookup {
    /** Enough for about ten thousand paths in a repository of ten thousand environments. */
    private static final long MAX_BYTES = 4L << 30;

    /** The work for one folder, in addition to its bytes. */
    private static final int OVERHEAD = 256;

    private final ObjectSource source;
    private final String things;
    private long left = MAX_BYTES;

    /**
     * @param things what the lookups are for, in words that follow "too much work"
     */
    public PathLookup(ObjectReader reader, String things) {
        this.source = new ObjectSource(new RecentObjects(), new TreeCache(), reader);
        this.things = things;
    }

    /**
     * Whether an entry is at a path.
     *
     * @param entry {@link TreeEntry#NOTHING} asks whether there is none
     * @throws RefusedObject if the budget is used up
     */
    public boolean isAt(ObjectId root, String path, TreeEntry entry) throws IOException {
        var at = new RawTree.Entry(FileMode.TREE, root);
        for (var name : path.split("/", -1)) {
            if (!at.isTree()) {
                return entry.equals(TreeEntry.NOTHING);
            }
            var tree = source.tree(at.id());
            spend(tree.bytes().length + OVERHEAD);
            var found = tree.find(name);
            if (found == null) {
                return entry.equals(TreeEntry.NOTHING);
            }
            at = found;
        }
        return FileMode.fromBits(entry.mode()).equals(at.mode()) && entry.id().equals(at.id());
    }

    /**
     * Takes other work from the budget.
     *
     * @param bytes how many bytes could be read in the same time
     * @throws RefusedObject if the budget is used up
     */
    public void spend(long bytes) {
        left -= bytes;
        if (left < 0) {
            throw RefusedObject.limit("the commit makes too much work " + things);
        }
    }
}
