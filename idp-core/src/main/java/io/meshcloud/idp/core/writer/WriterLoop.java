// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The only way to write to a state repository. All queued intents are decided on one base and written in one push, one
 * commit per change, with compare-and-swap on the branch. After a conflict all of them are decided again on a fresh
 * snapshot; text is never rebased.
 *
 * <p>Use one loop per repository and process. It has no thread of its own: the first waiting caller writes for all of
 * them. Thread-safe; other processes on the same branch cost retries only. A wait cannot be interrupted, because the
 * outcome of the push would be lost.
 */
public final class WriterLoop {
    /** The most intents in one push: with more, they would wait for each other longer than a push takes. */
    static final int MAX_BATCH = 1000;

    private final StateRepository repository;
    private final KnownBranch branch;
    private final BatchWriter writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<QueuedIntent<?>> queue = new ArrayDeque<>();
    private boolean writing;

    /**
     * @param sleeper waits between attempts, and limits how long a conflict is retried
     * @param random spreads the waits, so that two processes do not collide repeatedly
     */
    public WriterLoop(StateRepository repository, Sleeper sleeper, RandomGenerator random, Observers observers) {
        this.repository = Objects.requireNonNull(repository, "repository");
        this.branch = new KnownBranch(repository);
        this.writer = new BatchWriter(repository, branch, sleeper, random, observers);
    }

    /**
     * The branch as this process last saw it, which may be outdated. Use it to prepare an intent, not to answer a
     * caller. Empty before the first fetch, and while the position of the branch is unknown.
     */
    public Optional<Snapshot> latest() {
        return branch.latest();
    }

    /**
     * The branch as it is now; concurrent callers share one fetch. An interrupt ends the wait for the fetch of another
     * caller.
     */
    public Snapshot fetch() {
        return branch.fetchUnlessInterrupted();
    }

    /** As {@link StateRepository#history}; pending changes are not part of it. */
    public void history(Snapshot from, StatePath path, Predicate<FileRevision> visitor) {
        repository.history(from instanceof PendingSnapshot pending ? pending.base() : from, path, visitor);
    }

    /** As {@link StateRepository#isOwn}; pending changes are not part of it. */
    public boolean isOwn(Snapshot from, CommitId commit) {
        return repository.isOwn(from instanceof PendingSnapshot pending ? pending.base() : from, commit);
    }

    /** As {@link StateRepository#commits}; pending changes are not part of it. */
    public void commits(Snapshot from, @Nullable CommitId since, Predicate<CommitRecord> visitor) {
        repository.commits(from instanceof PendingSnapshot pending ? pending.base() : from, since, visitor);
    }

    /** As {@link StateRepository#changed}, for snapshots without pending changes. */
    public Optional<List<StatePath>> changed(Snapshot from, Snapshot to, String fileName) {
        return repository.changed(from, to, fileName);
    }

    /**
     * As {@link StateRepository#at}, for a commit in the history of the snapshot.
     *
     * @throws java.util.NoSuchElementException if history does not contain it
     */
    Snapshot at(Snapshot from, CommitId commit) {
        return repository.at(from, commit.value()).orElseThrow();
    }

    /**
     * Decides the intent on the newest known state and writes its changes to the branch. An answer without changes is
     * true for the branch at some moment during this call: the branch is fetched before the answer is given.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#WRITE_CONFLICT} if other processes kept writing for a
     *     minute; any problem of the repository or the intent
     */
    public <T> T submit(Intent<T> intent) {
        return submit(new QueuedIntent<>(null, intent, lock.newCondition()));
    }

    /**
     * The same for a caller that has fetched: an answer without changes may be based on that snapshot.
     *
     * @param seen the snapshot that the caller {@linkplain #fetch() fetched}
     */
    public <T> T submit(Snapshot seen, Intent<T> intent) {
        return submit(new QueuedIntent<>(seen, intent, lock.newCondition()));
    }

    private <T> T submit(QueuedIntent<T> mine) {
        lock.lock();
        try {
            queue.add(mine);
            while (!mine.isDone()) {
                if (writing) {
                    mine.changed().awaitUninterruptibly();
                } else {
                    writeForAll();
                }
            }
        } finally {
            lock.unlock();
        }
        return mine.result();
    }

    /** Must be called with the lock held; releases the lock while the repository is working. */
    private void writeForAll() {
        var batch = takeBatch();
        writing = true;
        lock.unlock();
        List<QueuedIntent<?>> deferred = List.of();
        // An interrupt of this thread must not affect the other callers whose changes it writes.
        boolean interrupted = Thread.interrupted();
        try {
            deferred = writer.write(batch);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            lock.lock();
            writing = false;
            for (int i = deferred.size() - 1; i >= 0; i--) {
                queue.addFirst(deferred.get(i));
            }
            wake(batch);
        }
    }

    /** Wakes the callers that have an answer, and one waiting caller to write the next batch. */
    private void wake(List<QueuedIntent<?>> batch) {
        batch.stream()
                .filter(QueuedIntent::isDone)
                .forEach(intent -> intent.changed().signal());
        if (!queue.isEmpty()) {
            queue.element().changed().signal();
        }
    }

    private List<QueuedIntent<?>> takeBatch() {
        var batch = new ArrayList<QueuedIntent<?>>();
        while (batch.size() < MAX_BATCH && !queue.isEmpty()) {
            batch.add(queue.remove());
        }
        return batch;
    }
}
