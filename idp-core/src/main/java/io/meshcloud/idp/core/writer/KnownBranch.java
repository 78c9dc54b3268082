package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of the branch. It may be behind; a commit on it then conflicts, so only answers that write
 * nothing need care.
 */
final class KnownBranch {
    private final StateRepository repository;
    private final AtomicLong ticks = new AtomicLong();
    private final ReentrantLock fetching = new ReentrantLock();
    private @Nullable Snapshot fetched;
    private @Nullable IdpException failed;
    private long fetchStarted;

    private final Object knowledge = new Object();
    private @Nullable Snapshot latest;
    private long latestSince;

    KnownBranch(StateRepository repository) {
        this.repository = repository;
    }

    /**
     * Asks the remote, or shares the answer of one who began to ask after this call. Bad news are shared too: where Git is
     * down, many callers would otherwise wait for one timeout after the other.
     */
    Snapshot fetch() {
        long asked = ticks.incrementAndGet();
        fetching.lock();
        try {
            return fetchStarted > asked ? shared() : fetchNow();
        } finally {
            fetching.unlock();
        }
    }

    private Snapshot shared() {
        if (failed != null) {
            throw failed.problem().asException(failed);
        }
        return Objects.requireNonNull(fetched, "fetched");
    }

    private Snapshot fetchNow() {
        long started = ticks.incrementAndGet();
        try {
            var snapshot = repository.snapshot();
            fetched = snapshot;
            failed = null;
            fetchStarted = started;
            learn(snapshot, started);
            return snapshot;
        } catch (IdpException e) {
            failed = e;
            fetchStarted = started;
            throw e;
        }
    }

    /** The newest snapshot, as far as this process can tell. */
    Optional<Snapshot> latest() {
        synchronized (knowledge) {
            return Optional.ofNullable(latest);
        }
    }

    /** Our own commit is the tip. */
    void committed(Snapshot snapshot) {
        synchronized (knowledge) {
            latest = snapshot;
            latestSince = ticks.incrementAndGet();
        }
    }

    /** Nobody knows where the branch is. */
    void forget() {
        synchronized (knowledge) {
            latest = null;
        }
    }

    private void learn(Snapshot snapshot, long started) {
        synchronized (knowledge) {
            // A fetch that began before our last commit was through may not have seen it.
            if (latest == null || started > latestSince) {
                latest = snapshot;
                latestSince = ticks.incrementAndGet();
            }
        }
    }
}
