// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.git.object.NewCommits;
import io.meshcloud.idp.git.object.RefusedObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local copy of the state repository: a bare repository with one branch, shared by processes and threads. It starts
 * shallow; upkeep completes its history in the background. It may be deleted at any time and is fetched again.
 *
 * <p>Reading takes no lock, changing takes the {@link CacheLock}. Thread-safe.
 */
public final class Cache {
    /** More than a fetch or a repack takes; a process that keeps the lock longer is probably stuck. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** As git's {@code transfer.unpackLimit}. */
    private static final int PACKED_FROM = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private final CacheFolder folder;
    private final CommitGraphFile graph;
    private final Path parent;
    private final String lockName;
    private final String upkeepLockName;
    private final Duration patience;
    private final AtomicReference<@Nullable Thread> lockHolder = new AtomicReference<>();
    private final AtomicReference<@Nullable Thread> upkeepHolder = new AtomicReference<>();
    private volatile @Nullable Opened opened;

    /** The cache with this name in a folder. */
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

    private record Opened(Repository repository, View view) {}

    /**
     * The cache's files as they were opened.
     *
     * @param generation differs after the cache was recreated
     * @param number differs after the same files were opened again
     */
    public record View(String generation, int number) {
        private static final View NONE = new View("", 0);
    }

    /**
     * Work on the cache's repository. An {@link IOException} means that the cache is damaged; every other exception or
     * error may mean the same, except an {@link IdpException}, a {@link RefusedObject} and a {@link CallerFailure}.
     */
    @FunctionalInterface
    public interface Work<T> {
        T on(Repository repository) throws IOException;
    }

    public Path path() {
        return folder.path();
    }

    /** Works on the cache under its exclusive lock. Creates the cache if it does not exist. Reentrant. */
    @SuppressWarnings("try") // the lock is held, not used
    public <T> T withExclusiveLock(Work<T> work) throws IOException {
        if (Thread.currentThread().equals(lockHolder.get())) {
            return guarded(work, requireOpened().repository);
        }
        try (var held = CacheLock.acquire(parent, lockName, patience).orElseThrow(this::lockedByOther)) {
            lockHolder.set(Thread.currentThread());
            try {
                return guarded(work, current());
            } finally {
                lockHolder.set(null);
            }
        }
    }

    /**
     * Works on the cache concurrently with others, and takes {@link #withExclusiveLock} itself for what it changes. If
     * another thread or process was faster, the work is done once more, this time completely under the lock.
     */
    public <T> T withLockForChanges(Work<T> work) throws IOException {
        if (!folder.isOurs()) {
            withExclusiveLock(repository -> true);
        }
        try {
            return withSharedAccess(work);
        } catch (Overtaken e) {
            LOG.debug("again, under the lock of the cache in {}: {}", path(), e.getMessage());
            return withExclusiveLock(work);
        }
    }

    /** Another thread or process changed the cache before the work had its lock. Nothing is damaged. */
    public static final class Overtaken extends IOException {
        private static final long serialVersionUID = 1L;

        public Overtaken(String how) {
            super(how);
        }
    }

    /** Works on the cache concurrently with others. Must not change it without {@link #withExclusiveLock}. */
    public <T> T withSharedAccess(Work<T> work) throws IOException {
        if (opened == null) {
            withExclusiveLock(repository -> true);
        }
        var now = requireOpened();
        graph.deleteIfDamaged();
        now.repository.incrementOpen();
        try {
            return guarded(work, now.repository);
        } finally {
            now.repository.close();
        }
    }

    /**
     * Runs work. It fails only with a problem, with the failure of a visitor, or because the cache is damaged.
     *
     * @throws IOException if the cache is damaged, or may be
     */
    static <T> T guarded(Work<T> work, Repository repository) throws IOException {
        try {
            return work.on(repository);
        } catch (RefusedObject e) {
            throw e.problem(repository);
        } catch (IdpException | CallerFailure e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new CacheDamage(e);
        }
    }

    /** A step that uses the cache by itself. */
    @FunctionalInterface
    public interface Step<T> {
        /**
         * @throws IOException if the cache is damaged, or may be
         */
        T run() throws IOException;
    }

    /**
     * Runs a step under the lock for unshallowing and packing, which run concurrently with other work on the cache.
     * Reentrant. Must be acquired before {@link #withExclusiveLock} if both are needed.
     *
     * @param wait how long to wait for another holder
     * @return empty if another process or thread held the lock all the time
     */
    @SuppressWarnings("try") // the lock is held, not used
    public <T> Optional<T> withUpkeepLock(Duration wait, Step<T> step) throws IOException {
        if (Thread.currentThread().equals(upkeepHolder.get())) {
            return Optional.of(step.run());
        }
        var lock = CacheLock.acquire(parent, upkeepLockName, wait);
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        try (var held = lock.get()) {
            upkeepHolder.set(Thread.currentThread());
            try {
                return Optional.of(step.run());
            } finally {
                upkeepHolder.set(null);
            }
        }
    }

    /**
     * Works on the cache concurrently with others, through a repository object of its own, whose files it may close and
     * delete.
     */
    public <T> T withOwnRepository(Work<T> work) throws IOException {
        graph.deleteIfDamaged();
        try (var repository = folder.openForUpkeep()) {
            return guarded(work, repository);
        }
    }

    /**
     * Removes half-written files of killed processes. Requires {@link #withExclusiveLock} and
     * {@link #withUpkeepLock}.
     */
    public void removeHalfWrittenFiles() throws IOException {
        folder.removeHalfWritten();
    }

    /**
     * Stores commits that were just pushed, which saves a fetch: a few as loose objects, many as one pack. Does nothing
     * if the cache's branch is no longer where the push found the remote's. A failure is only logged: the push is done.
     *
     * @param base the zero id if the branch did not exist
     */
    public void storePushed(String ref, ObjectId base, NewCommits commits) {
        try {
            withExclusiveLock(repository -> {
                var known = repository.exactRef(ref);
                var at = known == null ? ObjectId.zeroId() : known.getObjectId();
                if (base.equals(at)) {
                    try (var inserter =
                            inserter(repository, commits.objects().all().size())) {
                        commits.objects().storeIn(inserter);
                    }
                    moveRef(repository, ref, commits.tip());
                }
                return true;
            });
        } catch (IOException | RuntimeException e) {
            LOG.info("the cache in {} did not store a push: {}", path(), e.toString());
        }
    }

    private static ObjectInserter inserter(Repository repository, int count) {
        return count >= PACKED_FROM && repository.getObjectDatabase() instanceof ObjectDirectory files
                ? files.newPackInserter()
                : repository.newObjectInserter();
    }

    /** Moves a ref of the cache. Requires {@link #withExclusiveLock}. */
    public static void moveRef(Repository cache, String ref, ObjectId id) throws IOException {
        var update = cache.updateRef(ref);
        update.setNewObjectId(id);
        update.setForceUpdate(true);
        switch (update.update()) {
            case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
            default -> throw new IOException(ref + " cannot be moved: " + update.getResult());
        }
    }

    /** Whether a commit is in the cache and in the history of a tip, which is in the cache. */
    public static boolean isAncestor(Repository cache, ObjectId commit, ObjectId tip) throws IOException {
        if (tip.equals(commit)) {
            return true;
        }
        try (var commits = new RevWalk(cache)) {
            commits.setRetainBody(false);
            return cache.getObjectDatabase().has(commit)
                    && commits.isMergedInto(commits.parseCommit(commit), commits.parseCommit(tip));
        }
    }

    /**
     * Whether a failure of work that had the cache to itself shows that the cache is damaged. A damaged cache can
     * require more memory than there is. Many threads at once can do the same, and their failures must not discard a
     * sound cache. A failure of the server, which also occurs in an empty repository, must not discard it either.
     *
     * @param probe fetches the branch into an empty repository
     */
    boolean isDamaged(IOException failure, Work<?> probe) {
        if (failure instanceof SuspectedDamage) {
            return succeedsInEmptyRepository(probe);
        }
        return !(failure.getCause() instanceof Error) || !folder.hasIntactPacks();
    }

    private boolean succeedsInEmptyRepository(Work<?> probe) {
        var empty = new CacheFolder(parent.resolve(folder.path().getFileName() + ".probe-" + UUID.randomUUID()));
        try {
            empty.prepare();
            try (var repository = empty.open()) {
                guarded(probe, repository);
                return true;
            } finally {
                empty.delete();
            }
        } catch (IOException | IdpException e) {
            LOG.debug("the failure is not the cache's: {}", e.toString());
            return false;
        }
    }

    /** Identifies the cache in the folder; differs after any process recreated it, and is empty if there is none. */
    Optional<String> generation() throws IOException {
        return folder.generation();
    }

    /**
     * The state of the cache that {@link #withSharedAccess} uses now. A different view later means that the cache was
     * opened again or recreated.
     */
    public View view() {
        var now = opened;
        return now == null ? View.NONE : now.view;
    }

    /**
     * Opens the cache's files again, unless another thread has done that since {@code suspected} was read. Requires
     * {@link #withExclusiveLock}.
     */
    public Repository reopen(View suspected) throws IOException {
        var now = opened;
        if (now == null || !now.view.equals(suspected)) {
            return current();
        }
        return open(suspected.generation());
    }

    /**
     * Recreates the cache, unless another thread or process has done that since {@code suspected} was read. The
     * {@linkplain TipFile memory of the branch} is kept.
     *
     * <p>Requires {@link #withExclusiveLock}.
     */
    public Repository recreate(View damaged) throws IOException {
        if (!view().generation().equals(damaged.generation())) {
            return current();
        }
        var memory = new EnumMap<TipFile, TipFile.SeenTip>(TipFile.class);
        for (var file : TipFile.values()) {
            file.read(path()).ifPresent(seen -> memory.put(file, seen));
        }
        folder.delete();
        var fresh = current();
        for (var kept : memory.entrySet()) {
            kept.getKey().write(path(), kept.getValue());
        }
        return fresh;
    }

    /** Recreates the cache without the memory of the branch. Requires {@link #withExclusiveLock}. */
    public Repository forget() throws IOException {
        folder.delete();
        return current();
    }

    private Opened requireOpened() {
        return Objects.requireNonNull(opened, "the cache was opened");
    }

    private Repository current() throws IOException {
        var name = folder.prepare();
        graph.deleteIfDamaged();
        var now = opened;
        return now != null && now.view.generation().equals(name) ? now.repository : open(name);
    }

    private Repository open(String generation) throws IOException {
        var before = opened;
        var fresh = openOrRecreate(generation, before == null ? 1 : before.view.number() + 1);
        opened = fresh;
        if (before != null) {
            before.repository.close();
        }
        return fresh.repository;
    }

    private Opened openOrRecreate(String generation, int number) throws IOException {
        try {
            return new Opened(folder.open(), new View(generation, number));
        } catch (IOException | RuntimeException e) {
            if (e instanceof IdpException) {
                throw e;
            }
            folder.delete();
            var fresh = folder.prepare();
            return new Opened(folder.open(), new View(fresh, number));
        }
    }

    private IdpException lockedByOther() {
        // The wait was interrupted, so the other process is not to blame.
        if (Thread.currentThread().isInterrupted()) {
            return interrupted().asException();
        }
        return Problem.of(
                        ProblemCode.CACHE_BROKEN,
                        "another process has been using the cache for " + patience.toSeconds() + " seconds",
                        Quoted.whole(path()),
                        "wait for the other process or end it, or use another cache folder")
                .asException();
    }

    /** The problem of a thread that was interrupted while it waited for the cache or read it. */
    Problem interrupted() {
        return Problem.of(
                ProblemCode.CACHE_BROKEN,
                "waiting for the cache was interrupted: idp is being stopped",
                Quoted.whole(path()),
                "try again; nothing was changed");
    }

    /**
     * What to report if work failed on a fresh cache, too: the server's problem, a defect of idp, or a folder that
     * cannot be read or written.
     */
    public RuntimeException unusable(IOException failure) {
        if (failure instanceof SuspectedDamage suspected) {
            return suspected.otherwise();
        }
        if (failure instanceof CacheDamage damage) {
            if (damage.getCause() instanceof OutOfMemoryError) {
                return Problem.of(
                                ProblemCode.OUT_OF_MEMORY,
                                "Java's heap is too small to fetch or read the state repository",
                                Quoted.whole(path()),
                                "give Java more memory, for example JAVA_TOOL_OPTIONS=-Xmx1g; if that does not help, a"
                                        + " very large object is on the branch: inspect its newest commits with git")
                        .asException(failure);
            }
            if (damage.getCause() instanceof Error error) {
                throw error;
            }
            if (damage.getCause() instanceof RuntimeException defect) {
                return defect;
            }
        }
        return Problem.of(
                        ProblemCode.CACHE_BROKEN,
                        "the cache of the state repository cannot be used ("
                                + Quoted.of(String.valueOf(failure.getMessage())) + ")",
                        Quoted.whole(path()),
                        "check that the folder is writable and its disk has room, or use another cache folder; its"
                                + " contents may be deleted at any time")
                .untilChanged()
                .asException(failure);
    }
}
