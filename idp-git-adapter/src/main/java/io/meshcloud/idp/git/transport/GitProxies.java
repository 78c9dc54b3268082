// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import io.meshcloud.idp.spi.network.ProxyServer;
import io.meshcloud.idp.spi.network.ProxyVariables;
import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens connections through proxies: the one of Java's system properties, else the one of the process's variables. */
final class GitProxies {
    private static final String HTTPS = "https";

    private final ProxyVariables variables;

    GitProxies(Map<String, String> environment) {
        this.variables = new ProxyVariables(environment);
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#INVALID_CONFIGURATION} for a variable that names no
     *     proxy
     */
    Optional<ProxyServer> of(URL url) {
        return ofJava(url).or(() -> variables.proxyOf(url.getProtocol(), url.getHost()));
    }

    private static Optional<ProxyServer> ofJava(URL url) {
        var selector = ProxySelector.getDefault();
        return selector == null
                ? Optional.empty()
                : selector.select(URI.create(url.toString())).stream()
                        .limit(1)
                        .filter(proxy -> proxy.type() != Proxy.Type.DIRECT)
                        .map(GitProxies::server)
                        .findFirst();
    }

    private static ProxyServer server(Proxy proxy) {
        var address = (InetSocketAddress) proxy.address();
        return new ProxyServer(
                proxy.type() == Proxy.Type.SOCKS ? ProxyServer.Kind.SOCKS : ProxyServer.Kind.HTTP,
                address.getHostString(),
                address.getPort(),
                "Java's system properties");
    }

    static HttpURLConnection open(URL url, Optional<ProxyServer> proxy) throws IOException {
        if (proxy.isEmpty()) {
            return (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
        }
        var server = proxy.get();
        var type = server.kind() == ProxyServer.Kind.SOCKS ? Proxy.Type.SOCKS : Proxy.Type.HTTP;
        var address = InetSocketAddress.createUnresolved(server.host(), server.port());
        var connection = (HttpURLConnection) url.openConnection(new Proxy(type, address));
        var authorization = server.authorization();
        if (authorization.isPresent() && url.getProtocol().equalsIgnoreCase(HTTPS)) {
            // Asked when the tunnel is opened; a header of the request would be sent to the Git server, not to the
            // proxy.
            connection.setAuthenticator(new ProxyUser(server));
        } else {
            authorization.ifPresent(user -> connection.setRequestProperty("Proxy-Authorization", user));
        }
        return connection;
    }

    /** Answers the proxy that was chosen, and no server. */
    private static final class ProxyUser extends Authenticator {
        private final ProxyServer proxy;

        ProxyUser(ProxyServer proxy) {
            this.proxy = proxy;
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            boolean isOurs = getRequestorType() == RequestorType.PROXY
                    && getRequestingPort() == proxy.port()
                    && proxy.host().equalsIgnoreCase(getRequestingHost());
            return isOurs
                    ? new PasswordAuthentication(
                            Objects.requireNonNullElse(proxy.user(), ""),
                            Objects.requireNonNullElse(proxy.password(), "").toCharArray())
                    : null;
        }
    }
}
