package io.meshcloud.idp.git.object;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The folders that were read last. A release asks for the same few again and again, and nearly all of them are the same in
 * the next commit; their names are their contents, so none is ever out of date. Safe for many threads.
 */
public final class KnownFolders {
    /** The folders of some thousand environments. */
    private static final int MOST_BYTES = 4 << 20;

    /** About what an entry costs beside its bytes. */
    private static final int OVERHEAD = 128;

    private final int most;
    private final Map<ObjectId, RawTree> folders = new LinkedHashMap<>(16, 0.75f, true);
    private int bytes;

    public KnownFolders() {
        this(MOST_BYTES);
    }

    private KnownFolders(int most) {
        this.most = most;
    }

    /** For whoever reads each folder once. */
    static KnownFolders none() {
        return new KnownFolders(0);
    }

    synchronized @Nullable RawTree find(AnyObjectId id) {
        return folders.get(id);
    }

    synchronized void keep(AnyObjectId id, RawTree folder) {
        if (size(folder) > most || folders.put(id.copy(), folder) != null) {
            return;
        }
        bytes += size(folder);
        for (var eldest = folders.values().iterator(); bytes > most; ) {
            bytes -= size(eldest.next());
            eldest.remove();
        }
    }

    private static int size(RawTree folder) {
        return folder.bytes().length + OVERHEAD;
    }
}
