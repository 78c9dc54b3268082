// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import io.meshcloud.idp.spi.state.Snapshot;
import java.io.IOException;
import java.security.MessageDigest;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * Reads objects of which no walk has to doubt anything: the bytes have the requested id, commits and trees follow Git's
 * rules ({@code git fsck}), and none is larger than its limit. JGit itself checks none of that on reading. For one
 * thread.
 *
 * <p>Throws {@link CorruptObjectException} if the cache is damaged, and {@link RefusedObject} if the state repository
 * contains what idp does not read. The names and dates in a commit are not checked: a wrong one harms nobody.
 */
public final class CheckedReader extends ObjectReader.Filter {
    /** With its message, signature and parents, in bytes. */
    static final int MAX_COMMIT = 1 << 20;

    /** About 200,000 entries, in bytes. */
    static final int MAX_TREE = 8 << 20;

    private final ObjectReader objects;
    private final MessageDigest digest = Constants.newMessageDigest();
    private final ObjectChecker rules = new ObjectChecker().setAllowInvalidPersonIdent(true);

    public CheckedReader(ObjectReader objects) {
        this.objects = objects;
    }

    @Override
    protected ObjectReader delegate() {
        return objects;
    }

    @Override
    public ObjectReader newReader() {
        return new CheckedReader(objects.newReader());
    }

    @Override
    public ObjectLoader open(AnyObjectId id) throws IOException {
        return open(id, OBJ_ANY);
    }

    @Override
    public ObjectLoader open(AnyObjectId id, int hint) throws IOException {
        ObjectLoader loader;
        try {
            loader = objects.open(id, hint);
        } catch (LargeObjectException e) {
            throw RefusedObject.tooLarge(id, hint == OBJ_ANY ? Constants.OBJ_BLOB : hint, Snapshot.MAX_FILE_SIZE);
        }
        int type = loader.getType();
        if (type == Constants.OBJ_BLOB && loader.getSize() > Snapshot.MAX_FILE_SIZE) {
            // Only its size is used.
            return loader;
        }
        int limit = limit(type);
        if (loader.getSize() > limit) {
            throw RefusedObject.tooLarge(id, type, limit);
        }
        var bytes = loader.getCachedBytes(limit);
        requireId(id, type, bytes);
        requireRules(id, type, bytes);
        return new ObjectLoader.SmallObject(type, bytes);
    }

    private static int limit(int type) {
        return type == Constants.OBJ_TREE ? MAX_TREE : MAX_COMMIT;
    }

    /** A damaged index of a pack leads to another object. */
    private void requireId(AnyObjectId id, int type, byte[] bytes) throws IOException {
        digest.update(Constants.encodedTypeString(type));
        digest.update((byte) ' ');
        digest.update(Constants.encodeASCII(bytes.length));
        digest.update((byte) 0);
        if (!ObjectId.fromRaw(digest.digest(bytes)).equals(id)) {
            throw new CorruptObjectException(id.copy(), "its bytes have another id");
        }
    }

    private void requireRules(AnyObjectId id, int type, byte[] bytes) {
        try {
            if (type == Constants.OBJ_TREE || type == Constants.OBJ_COMMIT) {
                rules.check(type, bytes);
            }
        } catch (CorruptObjectException | RuntimeException e) {
            throw RefusedObject.malformed(id, type, String.valueOf(e.getMessage()));
        }
    }
}
