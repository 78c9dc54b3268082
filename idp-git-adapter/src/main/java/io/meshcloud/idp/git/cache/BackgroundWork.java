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
 * Work that nobody waits for, on a daemon thread that comes when there is something to do and goes when there is nothing.
 * However often it is asked for, it is done once at a time. Safe for many threads.
 */
public final class BackgroundWork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWork.class);
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final Work work;
    private final Duration atClose;
    private final ExecutorService thread;
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * @param atClose how long work may go on at the end
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
                // Asked for while it was closed: then nobody needs it any more.
                new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
        this.thread = pool;
    }

    /** May fail: whatever it is, it is tried again when asked for again. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** Asks for the work, and goes on at once. */
    public void wake() {
        if (!closed && asked.compareAndSet(false, true)) {
            thread.execute(this::run);
        }
    }

    private void run() {
        asked.set(false);
        try {
            work.run();
        } catch (Exception e) {
            LOG.info("work in the background was not done: {}", e.toString());
        }
    }

    /** Lets work that was asked for go on for a while, begun or not yet; then it is left to end with the process. */
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
