// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import java.io.IOException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Reads objects: first from those just pushed, then from the cache. For one thread.
 *
 * @param trees recently read trees
 * @param cache closed by the caller
 */
public record ObjectSource(RecentObjects recent, TreeCache trees, ObjectReader cache) {
    private static final int TREE_ID_START = "tree ".length();

    /** Reads from the cache only. */
    public static ObjectSource of(ObjectReader cache) {
        return new ObjectSource(new RecentObjects(), TreeCache.none(), cache);
    }

    boolean has(ObjectId commit) throws IOException {
        return recent.hasCommit(commit) || cache.has(commit);
    }

    /**
     * @throws IOException if the object is missing or unreadable, which means that the cache is damaged
     */
    ObjectLoader open(AnyObjectId id, int type) throws IOException {
        var bytes = recent.find(id, type);
        return bytes == null ? cache.open(id, type) : new ObjectLoader.SmallObject(type, bytes);
    }

    RawTree tree(AnyObjectId id) throws IOException {
        var known = trees.find(id);
        if (known != null) {
            return known;
        }
        var tree = new RawTree(open(id, Constants.OBJ_TREE).getCachedBytes(Integer.MAX_VALUE));
        trees.put(id, tree);
        return tree;
    }

    /** The root tree of a commit, from the commit's first line. */
    ObjectId rootTree(ObjectId commit) throws IOException {
        return ObjectId.fromString(open(commit, Constants.OBJ_COMMIT).getCachedBytes(), TREE_ID_START);
    }

    /** A parsed commit. */
    RevCommit commit(ObjectId id) throws IOException {
        var bytes = open(id, Constants.OBJ_COMMIT).getCachedBytes();
        try {
            return RevCommit.parse(bytes);
        } catch (RuntimeException e) {
            // For example a commit that names one object as its tree and as its parent.
            throw RefusedObject.malformed(id, Constants.OBJ_COMMIT, e.toString());
        }
    }
}
