// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;

/** An answer of a server with a limit of bytes, and of time in total: a timeout alone lets it trickle without end. */
final class LimitedInput extends FilterInputStream {
    private final long start = System.nanoTime();
    private final Duration time;
    private long left;

    LimitedInput(InputStream in, long bytes, Duration time) {
        super(in);
        this.left = bytes;
        this.time = time;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        passed(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
        int count = super.read(to, from, length);
        passed(Math.max(count, 0));
        return count;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void passed(int bytes) throws IOException {
        left -= bytes;
        if (left < 0) {
            throw new IOException("the answer is too long");
        }
        if (System.nanoTime() - start > time.toNanos()) {
            throw new InterruptedIOException("the answer did not end after " + time.toSeconds() + " s");
        }
    }
}
