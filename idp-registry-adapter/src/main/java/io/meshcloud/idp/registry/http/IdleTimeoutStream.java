// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer of any length, read while it arrives. Reading fails when nothing arrives for a time, so that a
 * server that neither sends nor closes the connection cannot block a reader for ever.
 */
final class IdleTimeoutStream extends FilterInputStream {
    private final Duration idleTimeout;
    private volatile boolean stalled;

    /**
     * @param content closing it must end a blocked read, as with the bodies of Java's HTTP client
     * @param idleTimeout how long a read may block
     */
    IdleTimeoutStream(InputStream content, Duration idleTimeout) {
        super(content);
        this.idleTimeout = idleTimeout;
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
        return read;
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
