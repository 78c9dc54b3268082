// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * How far an address is from this machine, the nearest first. Servers in a nearer zone may trust requests from here, which a
 * registry in a farther zone must not exploit by a redirect.
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

    /** Source: the IANA registries of special-purpose addresses (RFC 6890). */
    static NetworkZone of(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return MACHINE;
        }
        if (address.isLinkLocalAddress() || address.isMulticastAddress()) {
            return LINK;
        }
        return address.isSiteLocalAddress() || isUniqueLocal(address) || isShared(address) ? PRIVATE : PUBLIC;
    }

    /** {@code fc00::/7}, RFC 4193. */
    private static boolean isUniqueLocal(InetAddress address) {
        return address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
    }

    /** {@code 100.64.0.0/10}, RFC 6598: used between providers and their customers, and in clouds. */
    private static boolean isShared(InetAddress address) {
        var bytes = address.getAddress();
        return bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 0x40;
    }
}
