// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.network;

import io.meshcloud.idp.contract.text.Ascii;
import io.meshcloud.idp.contract.text.Ipv4;
import java.util.Arrays;
import java.util.Optional;

/** An address of IPv4 (4 bytes) or IPv6 (16 bytes), read without a query to DNS. */
final class IpAddress {
    private static final int V4_BYTES = 4;
    private static final int V6_GROUPS = 8;
    private static final int MAX_GROUP_DIGITS = 4;
    private static final int MAX_PREFIX_DIGITS = 3;
    private static final int BYTE = 8;
    private static final int HEX = 16;

    private final byte[] bytes;

    private IpAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * @param text an address; of IPv6 with or without brackets
     * @return empty for anything else, such as a name
     */
    static Optional<IpAddress> parse(String text) {
        if (Ipv4.isAddress(text)) {
            return Optional.of(new IpAddress(v4(text)));
        }
        return v6(text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text);
    }

    private static byte[] v4(String text) {
        var bytes = new byte[V4_BYTES];
        var parts = text.split("\\.", -1);
        for (int i = 0; i < V4_BYTES; i++) {
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return bytes;
    }

    private static Optional<IpAddress> v6(String text) {
        int gap = text.indexOf("::");
        var before = groups(gap < 0 ? text : text.substring(0, gap));
        var after = groups(gap < 0 ? "" : text.substring(gap + 2));
        if (text.indexOf(':') < 0 || before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        int first = before.get().length;
        int last = after.get().length;
        boolean fits = gap < 0 ? first == 2 * V6_GROUPS : first + last < 2 * V6_GROUPS;
        if (!fits) {
            return Optional.empty();
        }
        var bytes = Arrays.copyOf(before.get(), 2 * V6_GROUPS);
        System.arraycopy(after.get(), 0, bytes, bytes.length - last, last);
        return Optional.of(new IpAddress(bytes));
    }

    /**
     * Groups of hexadecimal digits, joined by colons; the last may be an IPv4 address. Empty if the text has another
     * form.
     */
    private static Optional<byte[]> groups(String text) {
        if (text.isEmpty()) {
            return Optional.of(new byte[0]);
        }
        var parts = text.split(":", V6_GROUPS + 1);
        var bytes = new byte[2 * parts.length + 2];
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && Ipv4.isAddress(parts[i])) {
                System.arraycopy(v4(parts[i]), 0, bytes, at, V4_BYTES);
                at += V4_BYTES;
            } else if (parts[i].length() <= MAX_GROUP_DIGITS && Ascii.consistsOf(parts[i], Ascii::isHex)) {
                int group = Integer.parseInt(parts[i], HEX);
                bytes[at++] = (byte) (group >> BYTE);
                bytes[at++] = (byte) group;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(Arrays.copyOf(bytes, at));
    }

    /**
     * @param text an address, or a network: an address, a slash and the number of its leading bits
     */
    boolean isIn(String text) {
        int slash = text.indexOf('/');
        var network = parse(slash < 0 ? text : text.substring(0, slash));
        if (network.isEmpty() || network.get().bytes.length != bytes.length) {
            return false;
        }
        int all = bytes.length * BYTE;
        var digits = slash < 0 ? String.valueOf(all) : text.substring(slash + 1);
        if (digits.length() > MAX_PREFIX_DIGITS || !Ascii.consistsOf(digits, Ascii::isDigit)) {
            return false;
        }
        int bits = Integer.parseInt(digits);
        return bits <= all && hasSameBits(network.get(), bits);
    }

    private boolean hasSameBits(IpAddress other, int bits) {
        for (int i = 0; i < bits; i++) {
            int mask = 1 << (BYTE - 1 - i % BYTE);
            if ((bytes[i / BYTE] & mask) != (other.bytes[i / BYTE] & mask)) {
                return false;
            }
        }
        return true;
    }
}
