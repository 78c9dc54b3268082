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
 * Reads objects that walks can trust: the bytes have the requested id, commits and trees follow Git's
 * rules ({@code git fsck}), and none is larger than its limit. JGit itself checks none of that on reading. For one
 * thread.
 *
 * <p>Throws {@link CorruptObjectException} if the cache is damaged, and {@link RefusedObject} if the state repository
 * contains what idp does not read. The names and dates in a commit are not checked: a wrong one does no harm.
 */
public final class CheckedReader extends ObjectReader.Filter {
    /** With its message, signature and parents, in bytes. */
    static final int MAX_COMMIT = 1 << 20;

    /** About 200,000 entries, in bytes. */
    static final int MAX_TREE = 8 << 20;

    private static final int CHUNK_SIZE = 1 << 13;

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
        } catch (LargeObjectException.OutOfMemory e) {
            // The heap is full, or a damaged header reports a wrong size. The object need not be large.
            var full = new OutOfMemoryError("reading " + id.name());
            full.initCause(e);
            throw full;
        } catch (LargeObjectException e) {
            throw RefusedObject.tooLarge(id, hint == OBJ_ANY ? Constants.OBJ_BLOB : hint, Snapshot.MAX_FILE_SIZE);
        }
        int type = loader.getType();
        int limit = limit(type);
        if (loader.getSize() > limit) {
            requireId(id, loader);
            if (type == Constants.OBJ_BLOB) {
                // Only its size is used.
                return loader;
            }
            throw RefusedObject.tooLarge(id, type, limit);
        }
        var bytes = loader.getCachedBytes(limit);
        requireId(id, type, bytes);
        requireRules(id, type, bytes);
        return new ObjectLoader.SmallObject(type, bytes);
    }

    private static int limit(int type) {
        return switch (type) {
            case Constants.OBJ_BLOB -> Math.toIntExact(Snapshot.MAX_FILE_SIZE);
            case Constants.OBJ_TREE -> MAX_TREE;
            default -> MAX_COMMIT;
        };
    }

    /** The size of a large object may be damaged. */
    private void requireId(AnyObjectId id, ObjectLoader loader) throws IOException {
        begin(loader.getType(), loader.getSize());
        try (var in = loader.openStream()) {
            var buffer = new byte[CHUNK_SIZE];
            for (int count; (count = in.read(buffer)) >= 0; ) {
                digest.update(buffer, 0, count);
            }
        }
        requireDigest(id, digest.digest());
    }

    /** A damaged index of a pack leads to another object. */
    private void requireId(AnyObjectId id, int type, byte[] bytes) throws IOException {
        begin(type, bytes.length);
        requireDigest(id, digest.digest(bytes));
    }

    private void begin(int type, long size) {
        digest.reset();
        digest.update(Constants.encodedTypeString(type));
        digest.update((byte) ' ');
        digest.update(Constants.encodeASCII(size));
        digest.update((byte) 0);
    }

    private static void requireDigest(AnyObjectId id, byte[] found) throws CorruptObjectException {
        if (!ObjectId.fromRaw(found).equals(id)) {
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
