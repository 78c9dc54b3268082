package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.core.state.FileRevision;
import io.meshcloud.idp.core.state.Snapshot;
import io.meshcloud.idp.core.state.StateRepository;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

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
    /** The most intents that share a push. */
    static final int MAX_BATCH = 200;

    private final StateRepository repository;
    private final KnownBranch branch;
    private final BatchWriter writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
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

    /** The branch as it is now; callers that ask at the same time share one answer. */
    public Snapshot fetch() {
        return branch.fetch();
    }

    /** As {@link StateRepository#history}; changes that still wait are not part of it. */
    public void history(Snapshot from, StatePath path, Predicate<FileRevision> visitor) {
        repository.history(from instanceof PendingSnapshot pending ? pending.base() : from, path, visitor);
    }

    /**
     * Decides the intent on the newest known state, never on one that is older than {@code seen}, and puts its changes on
     * the branch.
     *
     * @param seen the snapshot that the caller {@linkplain #fetch() fetched}
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#WRITE_CONFLICT} if others kept writing for a minute;
     *     whatever the repository or the intent itself throws
     */
    public <T> T submit(Snapshot seen, Intent<T> intent) {
        var mine = new Waiting<>(seen, intent);
        lock.lock();
        try {
            queue.add(mine);
            while (!mine.isDone()) {
                if (writing) {
                    changed.awaitUninterruptibly();
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
        try {
            later = writer.write(batch);
        } finally {
            lock.lock();
            writing = false;
            for (int i = later.size() - 1; i >= 0; i--) {
                queue.addFirst(later.get(i));
            }
            changed.signalAll();
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
