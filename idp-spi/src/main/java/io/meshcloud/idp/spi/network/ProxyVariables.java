// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.network;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.text.Ascii;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies that a process's variables name, as curl reads them, for Git and registries alike: {@code https_proxy},
 * {@code http_proxy} and {@code all_proxy}, and {@code no_proxy} for the servers that are reached directly. All but
 * {@code http_proxy} may be in upper case: in a CGI program, the client decides what {@code HTTP_PROXY} is.
 *
 * <p>An entry of {@code no_proxy} is a domain, which includes the names below it, with or without a leading dot; an
 * address; a network such as {@code 10.0.0.0/8}; or {@code *} for every server. Entries are separated by commas or
 * spaces.
 *
 * <p>Source: curl(1), "Environment" and "--noproxy".
 *
 * @param environment the process's variables
 */
public record ProxyVariables(Map<String, String> environment) {
    private static final String SCHEME_END = "://";
    private static final int DEFAULT_PORT = 1080;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_DIGITS = 5;
    private static final int HEX = 16;

    public ProxyVariables {
        environment = Map.copyOf(environment);
    }

    /** No variables: every server is reached directly. */
    public static ProxyVariables none() {
        return new ProxyVariables(Map.of());
    }

    /** Never shows the variables. */
    @Override
    public String toString() {
        return "ProxyVariables";
    }

    /**
     * The proxy for a server; empty if it is reached directly.
     *
     * @param scheme of the server's URL
     * @param host of the server's URL; an IPv6 address with or without brackets
     * @throws IdpException {@link ProblemCode#INVALID_CONFIGURATION} with the name of the variable, if its value is not
     *     the URL of a proxy
     */
    public Optional<ProxyServer> proxyOf(String scheme, String host) {
        var own = scheme.toLowerCase(Locale.ROOT) + "_proxy";
        return Stream.of(own, own.toUpperCase(Locale.ROOT), "all_proxy", "ALL_PROXY")
                .filter(name -> !name.equals("HTTP_PROXY") && !value(name).isEmpty())
                .findFirst()
                .filter(name -> !isDirect(host))
                .map(name -> new UrlReader(name, value(name)).read());
    }

    private String value(String name) {
        return environment.getOrDefault(name, "").strip();
    }

    private boolean isDirect(String host) {
        var entries = value("no_proxy").isEmpty() ? value("NO_PROXY") : value("no_proxy");
        var name = withoutDots(host.toLowerCase(Locale.ROOT));
        var address = IpAddress.parse(name);
        return Arrays.stream(entries.toLowerCase(Locale.ROOT).replace(',', ' ').split(" "))
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> entry.equals("*")
                        || (address.isPresent() ? address.get().isIn(entry) : isBelow(name, withoutDots(entry))));
    }

    /**
     * The name without the last dot of an absolute name, and without the first dot that some users write before a
     * domain.
     */
    private static String withoutDots(String name) {
        var text = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return text.startsWith(".") ? text.substring(1) : text;
    }

    private static boolean isBelow(String name, String domain) {
        return !domain.isEmpty() && (name.equals(domain) || name.endsWith("." + domain));
    }

    /** Reads the URL in a variable. Its problems do not show it, because it may contain a password. */
    private record UrlReader(String variable, String url) {
        ProxyServer read() {
            int scheme = url.indexOf(SCHEME_END);
            var kind = scheme < 0
                    ? ProxyServer.Kind.HTTP
                    : kind(url.substring(0, scheme).toLowerCase(Locale.ROOT));
            var rest = scheme < 0 ? url : url.substring(scheme + SCHEME_END.length());
            int slash = rest.indexOf('/');
            var authority = slash < 0 ? rest : rest.substring(0, slash);
            int at = authority.lastIndexOf('@');
            var server = authority.substring(at + 1);
            if (at < 0) {
                return new ProxyServer(kind, host(server), port(server), variable);
            }
            var account = authority.substring(0, at);
            int colon = account.indexOf(':');
            return new ProxyServer(
                    kind,
                    host(server),
                    port(server),
                    decoded(colon < 0 ? account : account.substring(0, colon)),
                    colon < 0 ? null : decoded(account.substring(colon + 1)),
                    variable);
        }

        private ProxyServer.Kind kind(String scheme) {
            if (scheme.equals("http")) {
                return ProxyServer.Kind.HTTP;
            }
            if (List.of("socks", "socks4", "socks4a", "socks5", "socks5h").contains(scheme)) {
                return ProxyServer.Kind.SOCKS;
            }
            throw refused(
                    scheme.equals("https")
                            ? "has a proxy with TLS, which idp does not support"
                            : "has an unknown scheme");
        }

        private String host(String server) {
            int end = hostEnd(server);
            var host = server.startsWith("[") && end > 2 ? server.substring(1, end - 1) : server.substring(0, end);
            boolean isName = Ascii.consistsOf(host, c -> Ascii.isLetterOrDigit(c) || "-._:%".indexOf(c) >= 0);
            if (!isName) {
                throw refused("names no host");
            }
            return host;
        }

        /** The end of the host, with the brackets of an IPv6 address. */
        private static int hostEnd(String server) {
            int bracket = server.startsWith("[") ? server.indexOf(']') : -1;
            int colon = server.indexOf(':', Math.max(0, bracket));
            return colon < 0 ? server.length() : colon;
        }

        private int port(String server) {
            int end = hostEnd(server);
            if (end == server.length()) {
                return DEFAULT_PORT;
            }
            var digits = server.substring(end + 1);
            boolean isNumber = digits.length() <= MAX_PORT_DIGITS && Ascii.consistsOf(digits, Ascii::isDigit);
            int port = isNumber ? Integer.parseInt(digits) : 0;
            if (port < 1 || port > MAX_PORT) {
                throw refused("has a port that is not a number from 1 to " + MAX_PORT);
            }
            return port;
        }

        /** A user or a password in a URL has its special characters as a percent sign with two digits. */
        private String decoded(String text) {
            var encoded = Bytes.utf8(text).toArray();
            var bytes = new byte[encoded.length];
            int size = 0;
            for (int i = 0; i < encoded.length; i++) {
                boolean isEscape = encoded[i] == '%'
                        && i + 2 < encoded.length
                        && Ascii.isHex(encoded[i + 1])
                        && Ascii.isHex(encoded[i + 2]);
                bytes[size++] = isEscape
                        ? (byte) (Character.digit(encoded[i + 1], HEX) * HEX + Character.digit(encoded[i + 2], HEX))
                        : encoded[i];
                i += isEscape ? 2 : 0;
            }
            var decoded = Bytes.of(Arrays.copyOf(bytes, size)).asText();
            if (decoded.chars().anyMatch(Character::isISOControl)) {
                throw refused("has a user or a password with a control character");
            }
            return decoded;
        }

        private IdpException refused(String why) {
            return Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            "the variable " + variable + " " + why,
                            variable,
                            "set it to the proxy's URL, such as http://proxy.example:3128 or"
                                    + " http://USER:PASSWORD@proxy.example:3128, or remove it")
                    .asException();
        }
    }
}
