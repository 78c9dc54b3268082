// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer of any length, read while it arrives. Reading fails when nothing arrives for a time, when bytes
 * arrive more slowly than over any connection in use, and when the budget's time is used up, so that a slow server
 * cannot keep a reader without end. Time without a reader does not count.
 */
final class IdleTimeoutStream extends FilterInputStream {
    /** The lowest rate while a read waits; the slowest modems were faster. */
    private static final int MIN_BYTES_PER_SECOND = 256;

    private final Duration idleTimeout;
    private final Budget budget;
    private final LongSupplier nanoTime;
    private volatile boolean stalled;
    private long waited;
    private long received;

    /**
     * @param content closing it must end a blocked read, as with the bodies of Java's HTTP client
     * @param idleTimeout how long a read may block
     * @param budget that of the question which the answer belongs to
     */
    IdleTimeoutStream(InputStream content, Duration idleTimeout, Budget budget, LongSupplier nanoTime) {
        super(content);
        this.idleTimeout = idleTimeout;
        this.budget = budget;
        this.nanoTime = nanoTime;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        var waiting = new CompletableFuture<Void>();
        var watch = waiting.orTimeout(idleTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(timeout -> closeStalled());
        long begin = nanoTime.getAsLong();
        int read;
        try {
            read = super.read(buffer, offset, length);
        } finally {
            waiting.complete(null);
            watch.cancel(false);
        }
        if (stalled) {
            // Reading a closed stream looks like reaching its end, so report the timeout instead.
            throw new IOException("nothing arrived within " + idleTimeout.toSeconds() + " s");
        }
        if (read >= 0) {
            count(nanoTime.getAsLong() - begin, read);
        }
        return read;
    }

    private void count(long nanoseconds, int bytes) throws IOException {
        if (!budget.addStreamTime(nanoseconds)) {
            throw new IOException("the answer takes longer than its budget allows");
        }
        waited += nanoseconds;
        received += bytes;
        if (waited >= idleTimeout.toNanos()) {
            if (received < MIN_BYTES_PER_SECOND * Duration.ofNanos(waited).toSeconds()) {
                throw new IOException("only " + received + " bytes arrived within "
                        + Duration.ofNanos(waited).toSeconds() + " s");
            }
            waited = 0;
            received = 0;
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private @Nullable Void closeStalled() {
        stalled = true;
        try {
            in.close();
        } catch (IOException e) {
            // The blocked read fails in any case.
        }
        return null;
    }
}
