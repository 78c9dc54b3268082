// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Work on a connection with limits of time, which neither Java's streams nor pipes to a process have. The work runs on
 * a thread of its own; whatever it waits for, the caller continues when a limit is over.
 */
public final class Supervised {
    private static final int CHUNK_SIZE = 1 << 16;
    private static final int TOTAL_FACTOR = 10;

    private final Duration silence;
    private final Duration total;
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param silence how long no byte may pass in either direction
     * @param total how long the work may take
     */
    Supervised(Duration silence, Duration total) {
        this.silence = silence;
        this.total = total;
    }

    /** The limits of a push: the whole push may take ten times as long as one silence. */
    public static Supervised push(Duration silence) {
        return new Supervised(silence, silence.multipliedBy(TOTAL_FACTOR));
    }

    /** A stream whose bytes count as progress. */
    public InputStream watched(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                int value = super.read();
                bytes.incrementAndGet();
                return value;
            }

            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                int count = super.read(to, from, length);
                bytes.addAndGet(Math.max(count, 0));
                return count;
            }
        };
    }

    /** A stream whose bytes count as progress, written in chunks: a single write can be as large as an object. */
    public OutputStream watched(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                for (int done = 0; done < length; ) {
                    int chunk = Math.min(CHUNK_SIZE, length - done);
                    out.write(from, offset + done, chunk);
                    done += chunk;
                    bytes.addAndGet(chunk);
                }
            }
        };
    }

    /**
     * Does the work. An interrupt does not end it, because other callers' changes may be in the same push; it is
     * restored at the end.
     *
     * @param abort closes the connection when a limit is over, which ends the work's thread; runs on a thread of its
     *     own, because closing may wait, too
     * @throws IOException from the work, or {@link InterruptedIOException} when a limit is over
     */
    public <T> T call(Callable<T> work, Runnable abort) throws IOException {
        var result = new CompletableFuture<T>();
        start("idp-push", () -> complete(result, work));
        boolean interrupted = false;
        long start = System.nanoTime();
        long before = -1;
        try {
            while (true) {
                long left = total.toNanos() - (System.nanoTime() - start);
                try {
                    return result.get(Math.max(Math.min(silence.toNanos(), left), 0), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    long now = bytes.get();
                    if (now == before || left <= silence.toNanos()) {
                        start("idp-push-abort", abort);
                        throw tooSlow(now == before, e);
                    }
                    before = now;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    var cause = Objects.requireNonNullElse(e.getCause(), e);
                    throw cause instanceof IOException known ? known : new IOException(cause.toString(), cause);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private InterruptedIOException tooSlow(boolean silent, TimeoutException cause) {
        var failure = new InterruptedIOException(
                silent
                        ? "nothing was read or answered for " + silence.toSeconds() + " s"
                        : "not finished after " + total.toSeconds() + " s");
        failure.initCause(cause);
        return failure;
    }

    private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
        try {
            result.complete(work.call());
        } catch (Exception | Error e) {
            result.completeExceptionally(e);
        }
    }

    /** Starts a thread that does not keep the process running. */
    public static void start(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
