package io.meshcloud.idp.git.branch;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.cache.CachePacking;
import io.meshcloud.idp.git.cache.Cache;

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
 * What keeps the cache quick, beside those who use it: completes its history, and packs it and writes its commit-graph
 * before many packs, loose objects or commits without a graph slow down whoever reads. One process at a time, under a lock
 * of its own; readers, fetches and pushes go on meanwhile. Safe for many threads.
 */
public final class CacheUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(CacheUpkeep.class);

    /** As git's own {@code gc.autoPackLimit}. */
    static final int PACKS = 50;

    /** In one of the 256 folders, so about 6,900 in all; as git's own {@code gc.auto}. */
    private static final int LOOSE_SAMPLE = 27;

    /** Commits that are compared tree by tree when history is read: about 0.1 s of work. */
    private static final int COMMITS_WITHOUT_GRAPH = 1_000;

    /** Counting those commits is work, too, so it is done only now and then. */
    private static final int LOOKS_BETWEEN_COUNTS = 100;

    private final GitConfig.Upkeep extent;
    private final Cache cache;
    private final Deepening deepening;
    private final CachePacking packing;
    private final AtomicInteger looks = new AtomicInteger();

    public CacheUpkeep(GitConfig.Upkeep extent, Cache cache, Deepening deepening, CachePacking packing) {
        this.extent = extent;
        this.cache = cache;
        this.deepening = deepening;
        this.packing = packing;
    }

    /** Does what is due, unless somebody else is at it. */
    public void run() throws IOException {
        boolean ahead = extent == GitConfig.Upkeep.AHEAD;
        boolean count = ahead && looks.getAndIncrement() % LOOKS_BETWEEN_COUNTS == 0;
        if (cache.shared(repository -> isCrowded(repository)
                || (ahead && Deepening.isShallow(repository))
                || (count && hasManyWithoutGraph(repository)))) {
            // The lock is given away in between: who waits for history must not wait for packing.
            boolean done = (!ahead || hold(Duration.ZERO, this::deepen))
                    && hold(Duration.ZERO, this::pack)
                    && (!count || hold(Duration.ZERO, this::writeGraph));
            if (!done) {
                looks.set(0);
            }
        }
    }

    /**
     * Completes the history, or waits until somebody else did.
     *
     * @param patience how long to wait for somebody else
     * @return whether it is complete
     */
    public boolean complete(Duration patience) throws IOException {
        return hold(patience, this::deepen);
    }

    /** Writes the graph that makes reading history quick, if it is missing and does not take long. */
    public void prepareHistory() {
        try {
            if (packing.isQuick() && cache.shared(CacheUpkeep::hasManyWithoutGraph)) {
                hold(Duration.ZERO, this::writeGraph);
            }
        } catch (IOException e) {
            LOG.info("history is read without a commit-graph: {}", e.getMessage());
        }
    }

    @FunctionalInterface
    private interface Step {
        public void run() throws IOException;
    }

    @SuppressWarnings("try") // the lock is held, not used
    private boolean hold(Duration wait, Step step) throws IOException {
        var lock = cache.upkeep(wait);
        if (lock.isEmpty()) {
            return false;
        }
        try (var held = lock.get()) {
            step.run();
            return true;
        }
    }

    private void deepen() throws IOException {
        if (!cache.shared(Deepening::isShallow)) {
            return;
        }
        sweep();
        var name = cache.name();
        LOG.debug("completing the history in {}", cache.path());
        cache.beside(repository -> {
            var branch = branch(repository);
            if (branch.isPresent()) {
                deepening.bring(repository, branch.get().getName());
            }
            return true;
        });
        cache.alone(repository -> {
            if (cache.name().equals(name)) {
                Deepening.adopt(repository);
            }
            return true;
        });
    }

    private void pack() throws IOException {
        // JGit would throw away what a deepening that was cut short has brought.
        if (cache.shared(
                repository -> isCrowded(repository) && (packing.isQuick() || !Deepening.isShallow(repository)))) {
            sweep();
            LOG.debug("packing the cache in {}", cache.path());
            cache.beside(repository -> {
                packing.pack(repository);
                return true;
            });
        }
    }

    private void writeGraph() throws IOException {
        if (cache.shared(repository -> !Deepening.isShallow(repository) && hasManyWithoutGraph(repository))) {
            sweep();
            LOG.debug("writing the commit-graph of the cache in {}", cache.path());
            cache.beside(repository -> {
                packing.writeGraph(repository);
                return true;
            });
        }
    }

    private void sweep() throws IOException {
        cache.alone(repository -> {
            cache.sweep();
            return true;
        });
    }

    private static boolean isCrowded(Repository repository) throws IOException {
        var objects = repository.getDirectory().toPath().resolve(Constants.OBJECTS);
        return count(objects.resolve("pack"), "*.pack") > PACKS || count(objects.resolve("17"), "*") > LOOSE_SAMPLE;
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

    private static boolean hasManyWithoutGraph(Repository repository) throws IOException {
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
                if (++without > COMMITS_WITHOUT_GRAPH) {
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
