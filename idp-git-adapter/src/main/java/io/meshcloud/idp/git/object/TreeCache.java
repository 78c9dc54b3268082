// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Recently read trees. A release reads the same few trees repeatedly, and most of them are unchanged in the next
 * commit. An id identifies its contents, so no entry is ever outdated. Thread-safe.
 */
public final class TreeCache {
    /** The trees of several thousand environments. */
    private static final int MAX_BYTES = 4 << 20;

    /** Approximate memory per entry, in addition to its bytes. */
    private static final int OVERHEAD = 128;

    private final int maxBytes;
    private final Map<ObjectId, RawTree> trees = new LinkedHashMap<>(16, 0.75f, true);
    private int bytes;

    public TreeCache() {
        this(MAX_BYTES);
    }

    private TreeCache(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Keeps nothing; for a reader that reads each tree once. */
    static TreeCache none() {
        return new TreeCache(0);
    }

    synchronized @Nullable RawTree find(AnyObjectId id) {
        return trees.get(id);
    }

    synchronized void put(AnyObjectId id, RawTree tree) {
        if (size(tree) > maxBytes || trees.put(id.copy(), tree) != null) {
            return;
        }
        bytes += size(tree);
        for (var eldest = trees.values().iterator(); bytes > maxBytes; ) {
            bytes -= size(eldest.next());
            eldest.remove();
        }
    }

    private static int size(RawTree tree) {
        return tree.bytes().length + OVERHEAD;
    }
}
