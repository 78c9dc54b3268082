// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.text.Ascii;
import io.meshcloud.idp.contract.text.Ipv4;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** An IPv4 or IPv6 network in CIDR notation (RFC 4632, RFC 4291). */
final class Network {
    private static final int MAX_LENGTH = 43;
    private static final int IPV4_PARTS = 4;
    private static final int IPV6_PARTS = 8;
    private static final int MAX_BITS_DIGITS = 3;
    private static final int MAX_PART_DIGITS = 4;

    /** The numbers of the address: four of 8 bits, or eight of 16 bits. */
    private final int[] parts;

    /** The length of the prefix. */
    private final int bits;

    private Network(int[] parts, int bits) {
        this.parts = parts;
        this.bits = bits;
    }

    /** The network; empty if the text is not one. */
    static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        var length = text.substring(slash + 1);
        boolean number = length.length() <= MAX_BITS_DIGITS
                && Ascii.consistsOf(length, Ascii::isDigit)
                && (length.length() == 1 || length.charAt(0) != '0');
        return number
                ? parts(text.substring(0, slash))
                        .map(parts -> new Network(parts, Integer.parseInt(length)))
                        .filter(network -> network.bits <= network.parts.length * network.partBits())
                : Optional.empty();
    }

    private static Optional<int[]> parts(String address) {
        return Ipv4.isAddress(address)
                ? Optional.of(Arrays.stream(address.split("\\.", IPV4_PARTS))
                        .mapToInt(Integer::parseInt)
                        .toArray())
                : ipv6(address);
    }

    private static Optional<int[]> ipv6(String address) {
        int gap = address.indexOf("::");
        if (gap < 0) {
            return groups(address).filter(groups -> groups.length == IPV6_PARTS);
        }
        var left = gap == 0 ? Optional.of(new int[0]) : groups(address.substring(0, gap));
        var rest = address.substring(gap + 2);
        var right = rest.isEmpty() ? Optional.of(new int[0]) : groups(rest);
        return left.flatMap(first -> right.filter(last -> first.length + last.length < IPV6_PARTS)
                .map(last -> {
                    var all = Arrays.copyOf(first, IPV6_PARTS);
                    System.arraycopy(last, 0, all, IPV6_PARTS - last.length, last.length);
                    return all;
                }));
    }

    private static Optional<int[]> groups(String text) {
        var parts = text.split(":", IPV6_PARTS + 1);
        var groups = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].length() > MAX_PART_DIGITS || !Ascii.consistsOf(parts[i], Ascii::isHex)) {
                return Optional.empty();
            }
            groups[i] = Integer.parseInt(parts[i], 16);
        }
        return Optional.of(groups);
    }

    private int partBits() {
        return parts.length == IPV4_PARTS ? 8 : 16;
    }

    /** The same network with zeros after the prefix. */
    Network canonical() {
        var masked = parts.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.max(0, Math.min(partBits(), bits - i * partBits()));
            masked[i] &= -1 << (partBits() - kept);
        }
        return new Network(masked, bits);
    }

    boolean isCanonical() {
        return Arrays.equals(parts, canonical().parts);
    }

    /** The network in CIDR notation; an IPv6 address with all of its parts. */
    @Override
    public String toString() {
        boolean v4 = parts.length == IPV4_PARTS;
        return Arrays.stream(parts)
                        .mapToObj(part -> v4 ? Integer.toString(part) : Integer.toHexString(part))
                        .collect(Collectors.joining(v4 ? "." : ":"))
                + "/" + bits;
    }
}
