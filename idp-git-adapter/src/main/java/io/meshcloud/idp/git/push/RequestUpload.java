// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends a request body on a thread of its own, because Java's HTTP client waits without a limit for a server to read.
 * If the server stops reading, the thread stays blocked until the connection breaks; no other thread waits for it.
 */
final class RequestUpload {
    private final OutputStream to;
    private final Body body;
    private final AtomicLong sent = new AtomicLong();

    private RequestUpload(OutputStream to, Body body) {
        this.to = to;
        this.body = body;
    }

    /** The request body. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Sends the body and closes the stream.
     *
     * @param timeout how long the server may read nothing
     * @throws IOException if the connection breaks or the server stops reading; the stream must not be used afterwards
     */
    static void send(OutputStream to, Duration timeout, Body body) throws IOException {
        new RequestUpload(to, body).run(timeout);
    }

    /**
     * An interrupt does not abort the upload, because other callers' changes may be in the same push; it is restored at
     * the end.
     */
    private void run(Duration timeout) throws IOException {
        var done = new CompletableFuture<Void>();
        var thread = new Thread(() -> write(done), "idp-upload");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            for (long before = -1; ; ) {
                try {
                    done.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException e) {
                    long now = sent.get();
                    if (now == before) {
                        throw new IOException("the server read nothing for " + timeout.toSeconds() + " s", e);
                    }
                    before = now;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    var cause = Objects.requireNonNullElse(e.getCause(), e);
                    throw new IOException(String.valueOf(cause.getMessage()), cause);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write(CompletableFuture<Void> done) {
        try (var out = new ProgressStream()) {
            body.writeTo(out);
        } catch (IOException | RuntimeException | Error e) {
            done.completeExceptionally(e);
            return;
        }
        done.complete(null);
    }

    /** Counts the bytes sent, in chunks: a single write can be as large as an object. */
    private final class ProgressStream extends FilterOutputStream {
        private static final int CHUNK_SIZE = 1 << 16;

        private ProgressStream() {
            super(to);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            for (int done = 0; done < length; ) {
                int chunk = Math.min(CHUNK_SIZE, length - done);
                out.write(bytes, from + done, chunk);
                done += chunk;
                sent.addAndGet(chunk);
            }
        }
    }
}
