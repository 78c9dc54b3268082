// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Breaks a connection if its work takes too long in total. A timeout limits only the time between two bytes, so a
 * server that trickles would hold the work without end. Thread-safe.
 */
final class ConnectionDeadline implements AutoCloseable {
    private final Duration time;
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private final CompletableFuture<Boolean> abortion;
    private volatile boolean over;

    /**
     * @param abort breaks the connection; runs on a thread of its own, because closing may wait
     */
    ConnectionDeadline(Duration time, Runnable abort) {
        this.time = time;
        this.abortion = end.orTimeout(time.toMillis(), TimeUnit.MILLISECONDS).exceptionally(timeout -> {
            over = true;
            Supervised.start("idp-fetch-abort", abort);
            return false;
        });
    }

    boolean isOver() {
        return over;
    }

    /** The failure of work that took too long. */
    InterruptedIOException failure() {
        return new InterruptedIOException("not finished after " + time.toSeconds() + " s");
    }

    /** The work is done. */
    @Override
    public void close() {
        if (!abortion.isDone()) {
            end.complete(true);
        }
    }
}
