// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.branch;

import io.meshcloud.idp.git.cache.CheckedRepository;
import java.io.IOException;
import java.util.HashSet;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Completes the history of a shallow cache, which makes a cold start fast. Fetches the history into the cache's objects
 * without the {@link io.meshcloud.idp.git.cache.CacheLock}, concurrently with other work: nothing refers to the new
 * objects until {@link #adopt}, which is quick.
 */
public final class Unshallow {
    /** How many commits the first fetch brings. For a small repository that is the complete history. */
    public static final int FIRST_DEPTH = 50;

    private final Fetcher fetcher;

    public Unshallow(Fetcher fetcher) {
        this.fetcher = fetcher;
    }

    static boolean isShallow(Repository cache) throws IOException {
        return !cache.getObjectDatabase().getShallowCommits().isEmpty();
    }

    /** Whether the complete history of a commit is in the cache. */
    public static boolean isComplete(Repository cache, ObjectId from) throws IOException {
        try (var commits = new RevWalk(cache)) {
            commits.setRetainBody(false);
            var tip = commits.parseCommit(from);
            for (var boundary : cache.getObjectDatabase().getShallowCommits()) {
                if (cache.getObjectDatabase().has(boundary)
                        && commits.isMergedInto(commits.parseCommit(boundary), tip)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Whether the cache contains {@code since} and all commits from there to {@code from}. */
    public static boolean isComplete(Repository cache, ObjectId from, ObjectId since) throws IOException {
        var boundaries = cache.getObjectDatabase().getShallowCommits();
        if (boundaries.isEmpty()) {
            return true;
        }
        if (!cache.getObjectDatabase().has(since)) {
            return false;
        }
        try (var commits = new RevWalk(cache)) {
            commits.setRetainBody(false);
            commits.markStart(commits.parseCommit(from));
            commits.markUninteresting(commits.parseCommit(since));
            for (var commit = commits.next(); commit != null; commit = commits.next()) {
                if (boundaries.contains(commit)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Fetches the complete history of a branch, ignoring what the cache already contains. */
    void fetchHistory(Repository cache, String ref) throws IOException {
        var folder = cache.getDirectory();
        try (var separate = new CheckedRepository(
                folder.toPath().resolve("deepening"), folder.toPath().resolve(Constants.OBJECTS))) {
            fetcher.fetchHistory(separate, ref);
        }
    }

    /**
     * Makes the fetched history part of the cache. Requires {@link io.meshcloud.idp.git.cache.Cache#withExclusiveLock}.
     */
    static void adopt(Repository cache) throws IOException {
        var objects = cache.getObjectDatabase();
        var boundaries = new HashSet<ObjectId>();
        try (var reader = cache.newObjectReader()) {
            for (var boundary : objects.getShallowCommits()) {
                // Parsed without a walk, which would treat the boundary as a commit without parents.
                var commit = RevCommit.parse(
                        reader.open(boundary, Constants.OBJ_COMMIT).getCachedBytes());
                for (var parent : commit.getParents()) {
                    if (!reader.has(parent)) {
                        boundaries.add(boundary);
                    }
                }
            }
        }
        objects.setShallowCommits(boundaries);
    }
}
