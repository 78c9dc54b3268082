package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Clock;
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
 * The one way to write to a state repository: everything that waits is decided on one base, gets one commit each, and
 * goes out in one push that compares and swaps the branch. A conflict means that every one of them is decided again on a
 * fresh snapshot; text is never rebased.
 *
 * <p>One loop per repository and process. It has no thread of its own: whoever comes first writes for all who wait. Safe
 * for use by many threads; other processes on the same branch cost retries and nothing else. A wait cannot be
 * interrupted, because nobody could say any more what came of it.
 */
public final class WriterLoop {
    /** The most intents that share a push: beyond it they would wait for each other longer than a push takes. */
    static final int MAX_BATCH = 1000;

    private final StateRepository repository;
    private final KnownBranch branch;
    private final BatchWriter writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting<?>> queue = new ArrayDeque<>();
    private boolean writing;

    /**
     * @param clock bounds how long a conflict is retried
     * @param sleeper waits between attempts
     * @param random spreads the waits, so that two processes do not meet again and again
     */
    public WriterLoop(StateRepository repository, Clock clock, Sleeper sleeper, RandomGenerator random) {
        this.repository = Objects.requireNonNull(repository, "repository");
        this.branch = new KnownBranch(repository);
        this.writer = new BatchWriter(repository, branch, clock, sleeper, random);
    }

    /**
     * The branch as this process saw it last, which may be behind: good enough to prepare an intent, not to answer
     * anybody. Empty if it was not seen yet, or nobody knows where it is.
     */
    public Optional<Snapshot> latest() {
        return branch.latest();
    }

    /** The branch as it is now; callers that ask at the same time share one answer. */
    public Snapshot fetch() {
        return branch.fetch();
    }

    /** As {@link StateRepository#history}; changes that still wait are not part of it. */
    public void history(Snapshot from, StatePath path, Predicate<FileRevision> visitor) {
        repository.history(from instanceof PendingSnapshot pending ? pending.base() : from, path, visitor);
    }

    /** As {@link StateRepository#commits}; changes that still wait are not part of it. */
    public void commits(Snapshot from, @Nullable CommitId since, Predicate<CommitRecord> visitor) {
        repository.commits(from instanceof PendingSnapshot pending ? pending.base() : from, since, visitor);
    }

    /**
     * Decides the intent on the newest known state and puts its changes on the branch. An answer without changes holds for
     * the branch as it was at some moment during this call: others' commits are looked for before it is given.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#WRITE_CONFLICT} if others kept writing for a minute;
     *     whatever the repository or the intent itself throws
     */
    public <T> T submit(Intent<T> intent) {
        return submit(new Waiting<>(null, intent, lock.newCondition()));
    }

    /**
     * The same for a caller who has looked: an answer without changes may rest on what they saw.
     *
     * @param seen the snapshot that the caller {@linkplain #fetch() fetched}
     */
    public <T> T submit(Snapshot seen, Intent<T> intent) {
        return submit(new Waiting<>(seen, intent, lock.newCondition()));
    }

    private <T> T submit(Waiting<T> mine) {
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

    /** Called with the lock held, which is given away while the repository is at work. */
    private void writeForAll() {
        var batch = takeBatch();
        writing = true;
        lock.unlock();
        List<Waiting<?>> later = List.of();
        // Who interrupts this caller does not mean the others, for whom it writes.
        boolean interrupted = Thread.interrupted();
        try {
            later = writer.write(batch);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            lock.lock();
            writing = false;
            for (int i = later.size() - 1; i >= 0; i--) {
                queue.addFirst(later.get(i));
            }
            wake(batch);
        }
    }

    /** Those who have their answer, and one of those who wait, to write for the others. */
    private void wake(List<Waiting<?>> batch) {
        batch.stream()
                .filter(Waiting::isDone)
                .forEach(waiting -> waiting.changed().signal());
        if (!queue.isEmpty()) {
            queue.element().changed().signal();
        }
    }

    private List<Waiting<?>> takeBatch() {
        var batch = new ArrayList<Waiting<?>>();
        while (batch.size() < MAX_BATCH && !queue.isEmpty()) {
            batch.add(queue.remove());
        }
        return batch;
    }
}
