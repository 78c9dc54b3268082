// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.cache;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on a daemon thread that exists only while there is work. Concurrent requests are merged; the work never runs
 * twice at the same time. Thread-safe.
 */
public final class BackgroundWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWork.class);
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final Work work;
    private final Duration atClose;
    private final ExecutorService thread;
    private final AtomicBoolean requested = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * @param atClose how long {@link #close()} waits
     */
    public BackgroundWork(String name, Duration atClose, Work work) {
        this.work = work;
        this.atClose = atClose;
        var pool = new ThreadPoolExecutor(
                1,
                1,
                IDLE.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    var daemon = new Thread(task, name);
                    daemon.setDaemon(true);
                    return daemon;
                },
                // Requested during close: no longer needed.
                new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
        this.thread = pool;
    }

    /** The work. A failure is logged; the next request tries again. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** Requests the work and returns immediately. */
    public void wake() {
        if (!closed && requested.compareAndSet(false, true)) {
            thread.execute(this::run);
        }
    }

    private void run() {
        requested.set(false);
        try {
            work.run();
        } catch (Exception | Error e) {
            // Errors such as a full heap are caught too: the thread's stack trace would appear among the messages for
            // the user.
            LOG.info("work in the background was not done: {}", e.toString());
        }
    }

    /** Waits for requested work, up to the limit; after that the work ends with the process. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(atClose.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("work in the background is left unfinished");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
