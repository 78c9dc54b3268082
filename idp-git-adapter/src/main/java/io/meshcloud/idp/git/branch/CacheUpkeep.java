// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.branch;

import io.meshcloud.idp.git.cache.Cache;
import io.meshcloud.idp.git.cache.CachePacking;
import io.meshcloud.idp.git.config.GitConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the cache fast, concurrently with its users: completes its history, packs it and writes its commit-graph before
 * readers suffer from many packs, loose objects or commits without a graph. One process at a time, under a lock of its
 * own; reads, fetches and pushes continue meanwhile. Thread-safe.
 */
public final class CacheUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(CacheUpkeep.class);

    /** As git's {@code gc.autoPackLimit}. */
    static final int MAX_PACKS = 50;

    /** In one of 256 folders, so about 6,900 in total; as git's {@code gc.auto}. */
    private static final int MAX_LOOSE_IN_SAMPLE = 27;

    /** Commits that reading history compares tree by tree: about 0.1 s of work. */
    private static final int MAX_COMMITS_WITHOUT_GRAPH = 1_000;

    /** Counting those commits is expensive, so most runs skip it. */
    private static final int RUNS_BETWEEN_COUNTS = 100;

    private final GitConfig.Upkeep mode;
    private final Cache cache;
    private final Unshallow unshallow;
    private final CachePacking packing;
    private final AtomicInteger runs = new AtomicInteger();

    public CacheUpkeep(GitConfig.Upkeep mode, Cache cache, Unshallow unshallow, CachePacking packing) {
        this.mode = mode;
        this.cache = cache;
        this.unshallow = unshallow;
        this.packing = packing;
    }

    /** Runs what is due, unless another process is doing so. */
    public void run() throws IOException {
        boolean ahead = mode == GitConfig.Upkeep.AHEAD;
        boolean count = ahead && runs.getAndIncrement() % RUNS_BETWEEN_COUNTS == 0;
        if (cache.withSharedAccess(repository -> needsPacking(repository)
                || (ahead && Unshallow.isShallow(repository))
                || (count && needsGraph(repository)))) {
            // Released between the steps: a reader of history must not wait for packing.
            boolean done = (!ahead || completeHistory(Duration.ZERO))
                    && cache.withUpkeepLock(Duration.ZERO, this::pack).isPresent()
                    && (!count
                            || cache.withUpkeepLock(Duration.ZERO, this::writeGraph)
                                    .isPresent());
            if (!done) {
                runs.set(0);
            }
        }
    }

    /**
     * Completes the history, or waits until another process has done so.
     *
     * @param patience how long to wait for another process
     * @return whether the history is complete
     */
    public boolean completeHistory(Duration patience) throws IOException {
        return cache.withUpkeepLock(patience, this::unshallow).isPresent();
    }

    /** Writes the commit-graph, which makes reading history fast, if it is missing and quick to write. */
    public void writeGraphIfMissing() {
        try {
            if (packing.isQuick() && cache.withSharedAccess(CacheUpkeep::needsGraph)) {
                cache.withUpkeepLock(Duration.ZERO, this::writeGraph);
            }
        } catch (IOException e) {
            LOG.info("history is read without a commit-graph: {}", e.getMessage());
        }
    }

    private boolean unshallow() throws IOException {
        if (!cache.withSharedAccess(Unshallow::isShallow)) {
            return true;
        }
        removeHalfWrittenFiles();
        var name = cache.view().generation();
        LOG.debug("completing the history in {}", cache.path());
        cache.withOwnRepository(repository -> {
            var branch = branch(repository);
            if (branch.isPresent()) {
                unshallow.fetchHistory(repository, branch.get().getName());
            }
            return true;
        });
        cache.withExclusiveLock(repository -> {
            if (cache.view().generation().equals(name)) {
                Unshallow.adopt(repository);
            }
            return true;
        });
        return true;
    }

    private boolean pack() throws IOException {
        // JGit would delete the objects of an interrupted unshallow.
        if (cache.withSharedAccess(
                repository -> needsPacking(repository) && (packing.isQuick() || !Unshallow.isShallow(repository)))) {
            removeHalfWrittenFiles();
            LOG.debug("packing the cache in {}", cache.path());
            cache.withOwnRepository(repository -> {
                packing.pack(repository);
                return true;
            });
        }
        return true;
    }

    private boolean writeGraph() throws IOException {
        if (cache.withSharedAccess(repository -> !Unshallow.isShallow(repository) && needsGraph(repository))) {
            removeHalfWrittenFiles();
            LOG.debug("writing the commit-graph of the cache in {}", cache.path());
            cache.withOwnRepository(repository -> {
                packing.writeGraph(repository);
                return true;
            });
        }
        return true;
    }

    private void removeHalfWrittenFiles() throws IOException {
        cache.withExclusiveLock(repository -> {
            cache.removeHalfWrittenFiles();
            return true;
        });
    }

    private static boolean needsPacking(Repository repository) throws IOException {
        var objects = repository.getDirectory().toPath().resolve(Constants.OBJECTS);
        return count(objects.resolve("pack"), "*.pack") > MAX_PACKS
                || count(objects.resolve("17"), "*") > MAX_LOOSE_IN_SAMPLE;
    }

    private static int count(Path folder, String pattern) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        int count = 0;
        try (var files = Files.newDirectoryStream(folder, pattern)) {
            for (var ignored : files) {
                count++;
            }
        }
        return count;
    }

    private static boolean needsGraph(Repository repository) throws IOException {
        var branch = branch(repository);
        if (branch.isEmpty()) {
            return false;
        }
        try (var commits = new RevWalk(repository)) {
            commits.setRetainBody(false);
            commits.markStart(commits.parseCommit(branch.get().getObjectId()));
            int without = 0;
            for (var commit = commits.next(); commit != null; commit = commits.next()) {
                if (commit.getChangedPathFilter(commits) != null) {
                    return false;
                }
                if (++without > MAX_COMMITS_WITHOUT_GRAPH) {
                    return true;
                }
            }
            return false;
        }
    }

    private static Optional<Ref> branch(Repository repository) throws IOException {
        return repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS).stream()
                .filter(ref -> ref.getObjectId() != null)
                .findFirst();
    }
}
