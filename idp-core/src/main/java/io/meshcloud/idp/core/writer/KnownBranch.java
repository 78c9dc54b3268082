// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The branch as this process last saw it. It may be outdated. A commit on an outdated state conflicts, so only an
 * answer that writes nothing needs a fresh snapshot. Thread-safe.
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
     * Asks the remote, or shares the answer of a fetch that began after this call. Errors are shared too: if Git is
     * down, many callers would otherwise wait for one timeout after the other.
     */
    Snapshot fetch() {
        long asked = ticks.incrementAndGet();
        fetching.lock();
        try {
            return fetchedSince(asked);
        } finally {
            fetching.unlock();
        }
    }

    /** The same, but an interrupt ends the wait for a fetch of another thread, which may hang. */
    Snapshot fetchUnlessInterrupted() {
        long asked = ticks.incrementAndGet();
        try {
            if (!fetching.tryLock()) {
                fetching.lockInterruptibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(
                            ProblemCode.GIT_UNREACHABLE,
                            "waiting for the Git server was interrupted: idp is being stopped",
                            "",
                            "try again")
                    .asException(e);
        }
        try {
            return fetchedSince(asked);
        } finally {
            fetching.unlock();
        }
    }

    /** Must be called with the lock held. */
    private Snapshot fetchedSince(long asked) {
        return fetchStarted > asked ? shared() : fetchNow();
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

    /** The newest snapshot that this process knows; empty before the first one and after {@link #forget}. */
    Optional<Snapshot> latest() {
        synchronized (knowledge) {
            return Optional.ofNullable(latest);
        }
    }

    /** Records that our own commit is the tip. */
    void committed(Snapshot snapshot) {
        synchronized (knowledge) {
            latest = snapshot;
            latestSince = ticks.incrementAndGet();
        }
    }

    /** Records that the position of the branch is unknown. */
    void forget() {
        synchronized (knowledge) {
            latest = null;
        }
    }

    private void learn(Snapshot snapshot, long started) {
        synchronized (knowledge) {
            // A fetch that began before our last commit was finished may not have seen it.
            if (latest == null || started > latestSince) {
                latest = snapshot;
                latestSince = ticks.incrementAndGet();
            }
        }
    }
}
