// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Limits what a fetch keeps in memory: the lines of an answer, such as refs, and the messages that a server sends in
 * addition to the pack. The pack itself is written to disk and not limited here. JGit reads through this stream,
 * because it has no such limits itself.
 *
 * <p>Source: Git's {@code gitprotocol-common}, "pkt-line Format", and {@code gitprotocol-pack}, "Packfile Data".
 */
final class LimitedPackets extends FilterInputStream {
    /** Some hundred thousand refs. */
    private static final long MAX_LINE_BYTES = 16L << 20;

    private static final long MAX_MESSAGE_BYTES = 1L << 20;
    private static final int LENGTH_DIGITS = 4;
    private static final int SKIPPED = 8192;
    private static final int DATA = 1;
    private static final int MESSAGE = 2;

    private long lineBytes;
    private long messageBytes;
    private int digits;
    private int length;
    private int payloadLeft;
    private int band;
    private boolean first;

    /** False as soon as something other than packets follows, which is a pack without bands. */
    private boolean packets = true;

    LimitedPackets(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
            follow(value);
        }
        return value;
    }

    @Override
    public int read(byte[] to, int from, int size) throws IOException {
        int count = super.read(to, from, size);
        for (int i = 0; i < count && packets; ) {
            if (payloadLeft > 1 && !first) {
                int rest = Math.min(payloadLeft, count - i);
                count(rest);
                i += rest;
            } else {
                follow(to[from + i] & 0xff);
                i++;
            }
        }
        return count;
    }

    /** Reads what is skipped, to follow the packets. */
    @Override
    public long skip(long count) throws IOException {
        return Math.max(read(new byte[(int) Math.min(Math.max(count, 0), SKIPPED)]), 0);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void follow(int value) throws IOException {
        if (!packets) {
            return;
        }
        if (payloadLeft > 0) {
            if (first) {
                band = value;
                first = false;
            }
            count(1);
            return;
        }
        int digit = Character.digit(value, 16);
        if (digit < 0) {
            packets = false;
            return;
        }
        length = length << 4 | digit;
        digits++;
        if (digits == LENGTH_DIGITS) {
            payloadLeft = Math.max(length - LENGTH_DIGITS, 0);
            first = true;
            digits = 0;
            length = 0;
        }
    }

    private void count(int bytes) throws IOException {
        payloadLeft -= bytes;
        if (band == MESSAGE) {
            messageBytes += bytes;
        } else if (band != DATA) {
            lineBytes += bytes;
        }
        if (messageBytes > MAX_MESSAGE_BYTES || lineBytes > MAX_LINE_BYTES) {
            throw new IOException("the answer is too long");
        }
    }
}
