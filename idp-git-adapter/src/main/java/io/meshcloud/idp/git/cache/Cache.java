package io.meshcloud.idp.git.cache;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this machine knows of the state repository: a bare copy of one branch, shared by processes and threads; its
 * history is completed behind a quick start, see {@code Deepening}. Nothing in it is precious; it may be deleted at any
 * time and is fetched again. Reading takes no lock,
 * changing takes the {@link CacheLock}. Safe for many threads.
 */
public final class Cache {
    /** Longer than one fetch or repack may take; a process that hangs longer has a problem of its own. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private final CacheFolder folder;
    private final CommitGraphFile graph;
    private final Path parent;
    private final String lockName;
    private final String upkeepLockName;
    private final Duration patience;
    private volatile @Nullable Opened opened;

    /** The cache of this name below a folder. */
    public Cache(Path parent, String name) {
        this(parent, name, PATIENCE);
    }

    Cache(Path parent, String name, Duration patience) {
        this.folder = new CacheFolder(parent.resolve(name));
        this.graph = new CommitGraphFile(folder.path());
        this.parent = parent;
        this.lockName = name + ".lock";
        this.upkeepLockName = name + ".upkeep.lock";
        this.patience = patience;
    }

    private record Opened(Repository repository, String name) {}

    /** Something done with the cache's repository. An {@link IOException} means that the cache is damaged. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Repository repository) throws IOException;
    }

    public Path path() {
        return folder.path();
    }

    /** Works alone on the cache, which is made if it is not there. Not to be nested. */
    @SuppressWarnings("try") // the lock is held, not used
    public <T> T alone(Work<T> work) throws IOException {
        try (var held = CacheLock.acquire(parent, lockName, patience).orElseThrow(this::notHeld)) {
            var repository = current();
            try {
                return work.on(repository);
            } catch (RuntimeException e) {
                if (hasReadableSettings(repository)) {
                    throw e;
                }
                return work.on(current());
            }
        }
    }

    /** Works on the cache beside others. Must not change it. */
    public <T> T shared(Work<T> work) throws IOException {
        var now = opened;
        if (now == null) {
            return alone(work);
        }
        graph.check();
        now.repository.incrementOpen();
        try {
            return work.on(now.repository);
        } catch (RuntimeException e) {
            if (!hasReadableSettings(now.repository)) {
                throw new IOException("its settings cannot be read", e);
            }
            throw e;
        } finally {
            now.repository.close();
        }
    }

    /**
     * The right to bring in much or to pack, beside those who work on the cache; see {@code CacheUpkeep}. Whoever wants
     * {@link #alone}, too, takes this one first.
     */
    public Optional<CacheLock> upkeep(Duration wait) throws IOException {
        return CacheLock.acquire(parent, upkeepLockName, wait);
    }

    /** Works on the cache beside others, through a repository of its own, whose files it may close and delete. */
    public <T> T beside(Work<T> work) throws IOException {
        graph.check();
        try (var repository = folder.open()) {
            return work.on(repository);
        }
    }

    /** Removes what killed processes began to write. Wants {@link #alone} and {@link #upkeep}. */
    public void sweep() throws IOException {
        folder.removeHalfWritten();
    }

    /**
     * Notes where a branch is, which spares a fetch; so a cache that fails here takes nothing away. Where a fetch noted more
     * in between, that stays.
     */
    public void noteTip(String ref, ObjectId before, ObjectId tip) {
        try {
            alone(repository -> {
                var known = repository.exactRef(ref);
                if (known == null || before.equals(known.getObjectId())) {
                    moveRef(repository, ref, tip);
                }
                return true;
            });
        } catch (IOException | RuntimeException e) {
            LOG.info("the cache in {} did not take note of a push: {}", path(), e.toString());
        }
    }

    /** Notes in the cache where a branch is. */
    public static void moveRef(Repository cache, String ref, ObjectId id) throws IOException {
        var update = cache.updateRef(ref);
        update.setNewObjectId(id);
        update.setForceUpdate(true);
        switch (update.update()) {
            case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
            default -> throw new IOException(ref + " cannot be moved: " + update.getResult());
        }
    }

    /** JGit reads the settings again whenever their file changes, and says with a bare exception that it cannot. */
    private static boolean hasReadableSettings(Repository repository) {
        try {
            repository.getConfig();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** The name of the cache that {@link #shared} works on, to tell whether somebody made it anew since. */
    public String name() {
        var now = opened;
        return now == null ? "" : now.name;
    }

    /**
     * Empties the cache, unless somebody else did since it had this name.
     *
     * <p>Wants {@link #alone}.
     */
    public Repository renew(String damaged) throws IOException {
        if (name().equals(damaged)) {
            folder.throwAway();
        }
        return current();
    }

    private Repository current() throws IOException {
        var name = folder.prepare();
        graph.check();
        var now = opened;
        if (now != null && now.name.equals(name) && hasReadableSettings(now.repository)) {
            return now.repository;
        }
        var fresh = openOrRenew(name);
        opened = fresh;
        if (now != null) {
            now.repository.close();
        }
        return fresh.repository;
    }

    private Opened openOrRenew(String name) throws IOException {
        try {
            return new Opened(folder.open(), name);
        } catch (IOException | IllegalArgumentException e) {
            folder.throwAway();
            var fresh = folder.prepare();
            return new Opened(folder.open(), fresh);
        }
    }

    private IdpException notHeld() {
        // Then the wait was cut short, and nobody knows what the other process would have done.
        boolean stopped = Thread.currentThread().isInterrupted();
        return Problem.of(
                        ProblemCode.CACHE_BROKEN,
                        stopped
                                ? "the cache was not waited for: idp is being stopped"
                                : "another process has been using the cache for " + patience.toSeconds() + " seconds",
                        Quoted.of(path().toString()),
                        stopped
                                ? "do it again; nothing was changed"
                                : "wait for the other process or end it; or give this one a cache folder of its own")
                .asException();
    }

    /** The problem that the cache's folder cannot be read or written at all. */
    public IdpException broken(IOException cause) {
        return Problem.of(
                        ProblemCode.CACHE_BROKEN,
                        "the cache of the state repository cannot be used ("
                                + Quoted.of(String.valueOf(cause.getMessage())) + ")",
                        Quoted.of(path().toString()),
                        "see that the folder can be written and its disk has room, or give another cache folder; its"
                                + " contents may be deleted at any time")
                .asException(cause);
    }
}
