package io.meshcloud.idp.git.branch;

import java.io.IOException;
import java.util.HashSet;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Completes a cache that began shallow, for a quick start. The history comes into the cache's objects beside whatever else
 * goes on, without the {@code CacheLock}: nothing refers to it until it is adopted, which takes a moment.
 */
public final class Deepening {
    /** How many commits the first fetch brings. A small repository is whole with them. */
    public static final int FIRST_DEPTH = 50;

    private final Fetching fetching;

    public Deepening(Fetching fetching) {
        this.fetching = fetching;
    }

    static boolean isShallow(Repository cache) throws IOException {
        return !cache.getObjectDatabase().getShallowCommits().isEmpty();
    }

    /** Whether all commits before this one are there. */
    public static boolean isWhole(Repository cache, ObjectId from) throws IOException {
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

    /** Whether all commits are there that lie behind one commit and not behind another, which is there. */
    public static boolean isWhole(Repository cache, ObjectId from, ObjectId since) throws IOException {
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

    /** Fetches the whole history of a branch as if there were none. */
    void bring(Repository cache, String ref) throws IOException {
        var folder = cache.getDirectory();
        try (var beside = new RepositoryBuilder()
                .setGitDir(folder.toPath().resolve("deepening").toFile())
                .setObjectDirectory(folder.toPath().resolve("objects").toFile())
                .setBare()
                .build()) {
            fetching.bringAll(beside, ref);
        }
    }

    /** From here on what was brought is part of the cache. Wants {@code Cache#alone}. */
    static void adopt(Repository cache) throws IOException {
        var objects = cache.getObjectDatabase();
        var boundaries = new HashSet<ObjectId>();
        try (var reader = cache.newObjectReader()) {
            for (var boundary : objects.getShallowCommits()) {
                // Parsed without a walk, which would take the boundary for a commit without parents.
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
