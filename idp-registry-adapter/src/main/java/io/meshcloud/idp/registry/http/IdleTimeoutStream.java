package io.meshcloud.idp.registry.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A body of any length that is read while it comes. As long as something comes nobody gives up; a server that says nothing
 * more without hanging up makes the reading fail after a time, where it would wait for ever.
 */
final class IdleTimeoutStream extends FilterInputStream {
    private final Duration patience;
    private volatile boolean stalled;

    /**
     * @param content closing it has to end a reading that waits, as with the bodies of Java's HTTP client
     * @param patience how long nothing may come
     */
    IdleTimeoutStream(InputStream content, Duration patience) {
        super(content);
        this.patience = patience;
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
        var watch =
                waiting.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> giveUp());
        int read;
        try {
            read = super.read(buffer, offset, length);
        } finally {
            waiting.complete(null);
            watch.cancel(false);
        }
        if (stalled) {
            // What was closed looks like what has ended.
            throw new IOException("nothing came within " + patience.toSeconds() + " s");
        }
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private @Nullable Void giveUp() {
        stalled = true;
        try {
            in.close();
        } catch (IOException e) {
            // The reading that waits fails in any case.
        }
        return null;
    }
}
