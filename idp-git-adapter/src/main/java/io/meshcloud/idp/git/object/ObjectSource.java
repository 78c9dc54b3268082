package io.meshcloud.idp.git.object;

import java.io.IOException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Where objects are looked for: first among those just pushed, then in the cache. For one thread.
 *
 * @param folders spare the cache what was read lately
 * @param cache to be closed by whoever made it
 */
public record ObjectSource(RecentObjects recent, KnownFolders folders, ObjectReader cache) {
    private static final int TREE_ID_START = "tree ".length();

    /** The cache alone. */
    public static ObjectSource of(ObjectReader cache) {
        return new ObjectSource(new RecentObjects(), KnownFolders.none(), cache);
    }

    boolean has(ObjectId commit) throws IOException {
        return recent.hasCommit(commit) || cache.has(commit);
    }

    /**
     * @throws IOException if it is nowhere, or cannot be read: the cache is damaged
     */
    ObjectLoader open(AnyObjectId id, int type) throws IOException {
        var bytes = recent.find(id, type);
        return bytes == null ? cache.open(id, type) : new ObjectLoader.SmallObject(type, bytes);
    }

    RawTree folder(AnyObjectId id) throws IOException {
        var known = folders.find(id);
        if (known != null) {
            return known;
        }
        var folder = new RawTree(open(id, Constants.OBJ_TREE).getCachedBytes(Integer.MAX_VALUE));
        folders.keep(id, folder);
        return folder;
    }

    /** The folder that a commit holds, from the commit's first line. */
    ObjectId root(ObjectId commit) throws IOException {
        return ObjectId.fromString(open(commit, Constants.OBJ_COMMIT).getCachedBytes(), TREE_ID_START);
    }

    /** The commit's own fields: its folder, its time. */
    RevCommit commit(ObjectId id) throws IOException {
        return RevCommit.parse(open(id, Constants.OBJ_COMMIT).getCachedBytes());
    }
}
