// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.network;

import io.meshcloud.idp.contract.file.Bytes;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A proxy through which a server is reached. It never shows its password.
 *
 * @param kind the protocol that it speaks
 * @param host its name or address; an IPv6 address without brackets
 * @param port its port
 * @param user absent for a proxy that does not ask
 * @param password absent for a proxy that does not ask; may be empty
 * @param origin where it was found, for messages, such as the name of a variable
 */
public record ProxyServer(
        Kind kind,
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        String origin) {

    /** The protocol of a proxy. */
    public enum Kind {
        /** Plain HTTP, with a tunnel to servers with TLS. */
        HTTP,
        /** SOCKS, version 4 or 5. */
        SOCKS
    }

    public ProxyServer {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(origin, "origin");
    }

    /** A proxy that does not ask for a user. */
    public ProxyServer(Kind kind, String host, int port, String origin) {
        this(kind, host, port, null, null, origin);
    }

    /** The value of a {@code Proxy-Authorization} header (RFC 7617); empty without a user. */
    public Optional<String> authorization() {
        if (user == null) {
            return Optional.empty();
        }
        var pair = user + ":" + (password == null ? "" : password);
        return Optional.of(
                "Basic " + Base64.getEncoder().encodeToString(Bytes.utf8(pair).toArray()));
    }

    /** Its address and where it was found, for messages. */
    @Override
    public String toString() {
        var scheme = kind == Kind.HTTP ? "http://" : "socks5://";
        var shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return scheme + shown + ":" + port + " (from " + origin + ")";
    }
}
