// SPDX-License-Identifier: Apache-2.0

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
 * Objects pushed since the cache last fetched, kept in the heap so that the next commit can be built at once. Contains
 * only the latest version of each tree; history requires a fetch. Objects are only added; the garbage collector frees
 * all of them with the last snapshot that needs them. Thread-safe.
 */
public final class RecentObjects {
    private static final int MAX_PUSHES = 64;
    private static final long MAX_BYTES = 8L << 20;

    private final Map<ObjectId, NewObject> objects = new ConcurrentHashMap<>();
    private final AtomicInteger pushes = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** The preceding objects; absent once they are in the cache. */
    private volatile @Nullable RecentObjects older;

    private volatile @Nullable ObjectId newest;

    public RecentObjects() {
        this(null);
    }

    private RecentObjects(@Nullable RecentObjects older) {
        this.older = older;
    }

    /**
     * The collection for the next push, once a fetch {@linkplain #isFetchDue() is due}: a new one that follows this one
     * and drops it when the cache contains its objects. As long as the predecessor of this one is not in the cache, it
     * is this one.
     *
     * @param stored whether the cache contains a commit
     */
    public RecentObjects next(Predicate<ObjectId> stored) {
        if (isIn(newest, stored)) {
            return new RecentObjects();
        }
        var predecessor = older;
        if (predecessor != null && !isIn(predecessor.newest, stored)) {
            return this;
        }
        older = null;
        return new RecentObjects(this);
    }

    private static boolean isIn(@Nullable ObjectId commit, Predicate<ObjectId> stored) {
        return commit != null && stored.test(commit);
    }

    /** Adds the objects at the tip of a push. */
    public void add(NewCommits commits) {
        var commit = commits.objects().find(commits.tip());
        if (commit == null) {
            throw new IllegalArgumentException("not among its objects: " + commits.tip());
        }
        keep(commit);
        addTree(commits.objects(), RevCommit.parse(commit.bytes()).getTree());
        pushes.incrementAndGet();
        newest = commits.tip();
    }

    private void addTree(NewObjects created, ObjectId id) {
        var folder = created.find(id);
        if (folder == null || !keep(folder)) {
            return;
        }
        for (var at = new RawTree(folder.bytes()).cursor(); at.hasEntry(); at.advance()) {
            var entry = at.entry();
            if (entry.isTree()) {
                addTree(created, entry.id());
            } else {
                var file = created.find(entry.id());
                if (file != null) {
                    keep(file);
                }
            }
        }
    }

    private boolean keep(NewObject object) {
        boolean added = objects.put(object.id(), object) == null;
        if (added) {
            bytes.addAndGet(object.bytes().length);
        }
        return added;
    }

    /** The contents of an object; {@code null} if it is not here. */
    byte @Nullable [] find(AnyObjectId id, int type) {
        var object = objects.get(id);
        if (object != null) {
            return object.type() == type ? object.bytes() : null;
        }
        var predecessor = older;
        return predecessor == null ? null : predecessor.find(id, type);
    }

    public boolean hasCommit(AnyObjectId id) {
        return find(id, Constants.OBJ_COMMIT) != null;
    }

    /** Whether so much was pushed that the cache should fetch. */
    public boolean isFetchDue() {
        return pushes.get() >= MAX_PUSHES || bytes.get() >= MAX_BYTES;
    }
}
