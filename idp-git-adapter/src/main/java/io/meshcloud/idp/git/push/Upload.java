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
 * Sends the body of a request on a thread of its own, because Java's HTTP waits for a server to read for as long as that
 * takes. A server that takes nothing more leaves the thread behind until the connection breaks; nobody waits for it.
 */
final class Upload {
    private final OutputStream to;
    private final Body body;
    private final AtomicLong sent = new AtomicLong();

    private Upload(OutputStream to, Body body) {
        this.to = to;
        this.body = body;
    }

    /** What is sent. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Sends and closes.
     *
     * @param patience how long the server may take nothing
     * @throws IOException if the line breaks or patience ends; the stream is then not to be touched any more
     */
    static void send(OutputStream to, Duration patience, Body body) throws IOException {
        new Upload(to, body).run(patience);
    }

    /** An interruption is kept for the caller: others' changes may hang on this thread. */
    private void run(Duration patience) throws IOException {
        var done = new CompletableFuture<Void>();
        var thread = new Thread(() -> write(done), "idp-upload");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            for (long before = -1; ; ) {
                try {
                    done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException e) {
                    long now = sent.get();
                    if (now == before) {
                        throw new IOException("the server took nothing for " + patience.toSeconds() + " s", e);
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
        try (var out = new Counting()) {
            body.writeTo(out);
        } catch (IOException | RuntimeException | Error e) {
            done.completeExceptionally(e);
            return;
        }
        done.complete(null);
    }

    /** Notes what went through, a piece at a time: pieces are as large as one object at the most. */
    private final class Counting extends FilterOutputStream {
        private static final int PIECE = 1 << 16;

        private Counting() {
            super(to);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            for (int done = 0; done < length; ) {
                int piece = Math.min(PIECE, length - done);
                out.write(bytes, from + done, piece);
                done += piece;
                sent.addAndGet(piece);
            }
        }
    }
}
