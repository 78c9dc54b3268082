// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * How far an address is from this machine, the nearest first. Servers in a nearer zone may trust requests from here,
 * which a registry in a farther zone must not exploit by a redirect or a token service.
 */
enum NetworkZone {
    /** This machine itself. */
    MACHINE("this machine"),
    /** The network link of this machine, where clouds serve credentials, and multicast groups. */
    LINK("the network link of this machine"),
    /** A network that is not reachable from the internet. */
    PRIVATE("a private network"),
    /** Anywhere else. */
    PUBLIC("the internet");

    private final String words;

    NetworkZone(String words) {
        this.words = words;
    }

    /** Completes "an address of". */
    String words() {
        return words;
    }

    /**
     * The zone of an address. An IPv6 address that leads to an IPv4 address through a translator or a tunnel is as near
     * as that IPv4 address.
     *
     * <p>Source: the IANA registries of special-purpose addresses (RFC 6890).
     */
    static NetworkZone of(InetAddress address) {
        var own = ofBytes(address);
        return embedded(address.getAddress())
                .map(NetworkZone::ofBytes)
                .filter(inner -> inner.compareTo(own) < 0)
                .orElse(own);
    }

    private static NetworkZone ofBytes(InetAddress address) {
        var bytes = address.getAddress();
        if (address.isLoopbackAddress() || address.isAnyLocalAddress() || (bytes.length == 4 && bytes[0] == 0)) {
            return MACHINE;
        }
        if (address.isLinkLocalAddress() || address.isMulticastAddress() || isCredentialService(address)) {
            return LINK;
        }
        return address.isSiteLocalAddress() || isUniqueLocal(bytes) || isShared(bytes) ? PRIVATE : PUBLIC;
    }

    /** Addresses outside of the link-local networks at which clouds serve credentials to their machines. */
    private static boolean isCredentialService(InetAddress address) {
        return switch (address.getHostAddress()) {
            // Amazon EC2 and EKS, Google Cloud, Alibaba Cloud, Azure.
            case "fd00:ec2:0:0:0:0:0:254",
                    "fd00:ec2:0:0:0:0:0:23",
                    "fd20:ce:0:0:0:0:0:254",
                    "100.100.100.200",
                    "168.63.129.16" -> true;
            default -> false;
        };
    }

    /** {@code fc00::/7}, RFC 4193. */
    private static boolean isUniqueLocal(byte[] bytes) {
        return bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    }

    /** {@code 100.64.0.0/10}, RFC 6598: used between providers and their customers, and in clouds. */
    private static boolean isShared(byte[] bytes) {
        return bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 0x40;
    }

    /** The IPv4 address in an IPv6 address. */
    private static Optional<InetAddress> embedded(byte[] bytes) {
        if (bytes.length != 16) {
            return Optional.empty();
        }
        // NAT64 (RFC 6052, RFC 8215), IPv4-mapped and IPv4-compatible addresses (RFC 4291).
        if (startsWith(bytes, 0x00, 0x64, 0xff, 0x9b)
                || startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff)
                || startsWith(bytes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)) {
            return Optional.of(ipv4(bytes, 12, 0));
        }
        // 6to4 (RFC 3056).
        if (startsWith(bytes, 0x20, 0x02)) {
            return Optional.of(ipv4(bytes, 2, 0));
        }
        // Teredo (RFC 4380): with every bit inverted.
        return startsWith(bytes, 0x20, 0x01, 0, 0) ? Optional.of(ipv4(bytes, 12, 0xff)) : Optional.empty();
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (Byte.toUnsignedInt(bytes[i]) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress ipv4(byte[] bytes, int from, int mask) {
        var four = new byte[4];
        for (int i = 0; i < four.length; i++) {
            four[i] = (byte) (bytes[from + i] ^ mask);
        }
        try {
            return InetAddress.getByAddress(four);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an IPv4 address", e);
        }
    }
}
