// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads pkt-lines strictly and with a limit of bytes in total, so that a server cannot make a reader run without end or
 * fill the heap. For one thread.
 *
 * <p>Source: Git's {@code gitprotocol-common}, "pkt-line Format".
 */
public final class PacketReader {
    private static final int LENGTH_DIGITS = 4;
    private static final int MAX_LENGTH = 65_520;

    private final InputStream in;
    private long left;

    /**
     * @param limit of bytes
     */
    public PacketReader(InputStream in, long limit) {
        this.in = in;
        this.left = limit;
    }

    /**
     * The payload of the next packet; empty for a flush packet.
     *
     * @throws EOFException if the stream ends before or within the packet
     * @throws IOException if this is not a packet, or beyond the limit
     */
    public Optional<byte[]> next() throws IOException {
        var digits = in.readNBytes(LENGTH_DIGITS);
        if (digits.length < LENGTH_DIGITS) {
            throw truncated();
        }
        int length = 0;
        for (byte digit : digits) {
            int value = Character.digit(digit, 16);
            if (value < 0) {
                throw new IOException("not a packet of Git's protocol");
            }
            length = length << 4 | value;
        }
        if (length == 0) {
            return Optional.empty();
        }
        if (length < LENGTH_DIGITS || length > MAX_LENGTH) {
            throw new IOException("a packet of Git's protocol with the length " + length);
        }
        left -= length;
        if (left < 0) {
            throw new IOException("the answer is too long");
        }
        var payload = in.readNBytes(length - LENGTH_DIGITS);
        if (payload.length < length - LENGTH_DIGITS) {
            throw truncated();
        }
        return Optional.of(payload);
    }

    private static EOFException truncated() {
        return new EOFException("the answer is truncated");
    }
}
