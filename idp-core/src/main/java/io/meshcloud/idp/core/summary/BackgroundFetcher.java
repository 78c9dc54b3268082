// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.summary;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.bulkhead.Bulkhead;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.spi.observe.Event;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the read model of a long-lived process up to date: fetches at an interval, and at once after a hint. While one
 * is open, reads that accept an older answer never wait for a fetch, and reads of the newest state wait for a limited
 * time. If a fetch fails or hangs, reads continue with what is known. It has one thread, which does not keep the process
 * alive. Safe for use by many threads.
 */
public final class BackgroundFetcher implements AutoCloseable {
    private static final String STOPPED = "waiting for the Git server was interrupted: idp is being stopped";

    private final ReadModel model;
    private final Duration interval;
    private final Duration limit;
    private final Observers observers;
    private final Thread thread = new Thread(this::run, "idp-fetcher");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Counts the requests for a fetch. */
    private long asked;

    /** The number of requests before the last fetch that ended. */
    private long answered;

    private ReadModel.@Nullable Summaries fetched;
    private @Nullable IdpException failed;
    private boolean closed;

    private BackgroundFetcher(ReadModel model, Duration interval, Duration limit, Observers observers) {
        this.model = model;
        this.interval = interval;
        this.limit = limit;
        this.observers = Objects.requireNonNull(observers, "observers");
        if (interval.isNegative() || interval.isZero() || limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("not positive: " + interval + " or " + limit);
        }
    }

    /**
     * Starts to fetch.
     *
     * @param interval the pause between two fetches
     * @param limit how long a read of the newest state waits for a fetch
     * @throws IllegalStateException if the read model has a fetcher that is open
     */
    public static BackgroundFetcher start(ReadModel model, Duration interval, Duration limit, Observers observers) {
        var fetcher = new BackgroundFetcher(model, interval, limit, observers);
        model.open(fetcher);
        fetcher.thread.setDaemon(true);
        fetcher.thread.start();
        return fetcher;
    }

    /** Fetches as soon as possible, because the branch may have changed. Returns immediately. */
    public void hint() {
        lock.lock();
        try {
            ask();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The summaries of a fetch that begins after this call.
     *
     * @throws IdpException why the fetch failed; {@link ProblemCode#GIT_UNREACHABLE} if it did not end within the limit
     */
    ReadModel.Summaries now() {
        lock.lock();
        try {
            long mine = ask();
            long left = limit.toNanos();
            while (answered < mine) {
                if (closed) {
                    throw notFetched(STOPPED);
                }
                if (left <= 0) {
                    throw notFetched("the Git server did not answer within " + limit.toMillis() + " ms");
                }
                left = changed.awaitNanos(left);
            }
            if (failed != null) {
                throw failed.problem().asException(failed);
            }
            return Objects.requireNonNull(fetched, "fetched");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notFetched(STOPPED);
        } finally {
            lock.unlock();
        }
    }

    private long ask() {
        asked++;
        changed.signalAll();
        return asked;
    }

    private static IdpException notFetched(String why) {
        return Problem.of(ProblemCode.GIT_UNREACHABLE, why, "", "try again, or accept an older answer")
                .asException();
    }

    private void run() {
        try {
            for (long begun = 0; begun >= 0; begun = awaitNext()) {
                fetch(begun);
            }
        } catch (InterruptedException e) {
            // The fetcher was closed.
        }
    }

    /** The number of requests that the next fetch answers; negative at the end. */
    private long awaitNext() throws InterruptedException {
        lock.lock();
        try {
            long left = interval.toNanos();
            while (!closed && asked == answered && left > 0) {
                left = changed.awaitNanos(left);
            }
            return closed ? -1 : asked;
        } finally {
            lock.unlock();
        }
    }

    private void fetch(long begun) {
        long start = System.nanoTime();
        ReadModel.Summaries summaries = null;
        IdpException failure = null;
        try {
            summaries = Bulkhead.call("", model::fetch);
        } catch (IdpException e) {
            failure = e;
        }
        var took = Duration.ofNanos(System.nanoTime() - start);
        var problem = failure == null ? null : failure.problem();
        observers.observe(at -> new Event.Fetched(at, took, problem));
        lock.lock();
        try {
            fetched = summaries;
            failed = failure;
            answered = begun;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Stops fetching. Returns immediately, also if a fetch hangs: that fetch is interrupted. */
    @Override
    public void close() {
        model.close(this);
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }
}
