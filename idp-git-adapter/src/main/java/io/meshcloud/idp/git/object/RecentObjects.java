package io.meshcloud.idp.git.object;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * What was pushed since the cache last fetched, kept in the heap so that the next commit can be made at once. Only the
 * newest version of a folder is kept; whoever wants history fetches first. Objects are added and never removed: the
 * whole is left to the garbage collector with the last snapshot that needs it. Safe for many threads.
 */
public final class RecentObjects {
    private static final int MOST_PUSHES = 64;
    private static final long MOST_BYTES = 8L << 20;

    private final Map<ObjectId, NewObject> objects = new ConcurrentHashMap<>();
    private final AtomicInteger pushes = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** What was pushed before these began; absent once it is in the cache. */
    private volatile @Nullable RecentObjects before;

    private volatile @Nullable ObjectId newest;

    public RecentObjects() {
        this(null);
    }

    private RecentObjects(@Nullable RecentObjects before) {
        this.before = before;
    }

    /**
     * What the next push is added to, once these are {@linkplain #isMuch() many}: new ones behind which these are dropped as
     * soon as the cache has them; the same while the ones before have not arrived there yet.
     *
     * @param stored whether the cache has a commit by now
     */
    public RecentObjects next(Predicate<ObjectId> stored) {
        if (isIn(newest, stored)) {
            return new RecentObjects();
        }
        var older = before;
        if (older != null && !isIn(older.newest, stored)) {
            return this;
        }
        before = null;
        return new RecentObjects(this);
    }

    private static boolean isIn(@Nullable ObjectId commit, Predicate<ObjectId> stored) {
        return commit != null && stored.test(commit);
    }

    /** Takes note of what a push left at the remote's tip. */
    public void add(NewCommits commits) {
        var commit = commits.objects().find(commits.tip());
        if (commit == null) {
            throw new IllegalArgumentException("not among its objects: " + commits.tip());
        }
        keep(commit);
        addFolder(commits.objects(), RevCommit.parse(commit.bytes()).getTree());
        pushes.incrementAndGet();
        newest = commits.tip();
    }

    private void addFolder(NewObjects made, ObjectId id) {
        var folder = made.find(id);
        if (folder == null || !keep(folder)) {
            return;
        }
        for (var at = new RawTree(folder.bytes()).cursor(); at.isThere(); at.advance()) {
            var entry = at.entry();
            if (entry.isFolder()) {
                addFolder(made, entry.id());
            } else {
                var file = made.find(entry.id());
                if (file != null) {
                    keep(file);
                }
            }
        }
    }

    private boolean keep(NewObject object) {
        boolean fresh = objects.put(object.id(), object) == null;
        if (fresh) {
            bytes.addAndGet(object.bytes().length);
        }
        return fresh;
    }

    /** The contents of an object; {@code null} if it is not among these. */
    byte @Nullable [] find(AnyObjectId id, int type) {
        var object = objects.get(id);
        if (object != null) {
            return object.type() == type ? object.bytes() : null;
        }
        var older = before;
        return older == null ? null : older.find(id, type);
    }

    public boolean hasCommit(AnyObjectId id) {
        return find(id, Constants.OBJ_COMMIT) != null;
    }

    /** Whether it is time to fetch. */
    public boolean isMuch() {
        return pushes.get() >= MOST_PUSHES || bytes.get() >= MOST_BYTES;
    }
}
