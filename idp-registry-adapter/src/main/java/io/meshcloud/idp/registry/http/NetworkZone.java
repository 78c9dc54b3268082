package io.meshcloud.idp.registry.http;

import java.net.Inet6Address;
import java.net.InetAddress;

/** How far from this machine an address is, the nearest first: what is nearer may trust whoever asks from here. */
enum NetworkZone {
    /** This machine itself. */
    MACHINE("this machine"),
    /** The link that this machine is on, where clouds hand out credentials, and groups of machines. */
    LINK("the link that this machine is on"),
    /** A network that the internet does not lead to. */
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

    /** {@code 100.64.0.0/10}, RFC 6598: between a provider and its customers, and in clouds. */
    private static boolean isShared(InetAddress address) {
        var bytes = address.getAddress();
        return bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 0x40;
    }
}
