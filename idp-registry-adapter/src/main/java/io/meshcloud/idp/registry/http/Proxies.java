// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.network.ProxyServer;
import io.meshcloud.idp.spi.network.ProxyVariables;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Chooses the proxy for each request: the one of Java's system properties, else the one of the process's variables. */
final class Proxies extends ProxySelector {
    private final ProxyVariables variables;

    Proxies(ProxyVariables variables) {
        this.variables = variables;
    }

    /**
     * @throws IdpException {@link ProblemCode#INVALID_CONFIGURATION} for a proxy that cannot be used
     */
    Optional<ProxyServer> of(URI uri) {
        var proxy = ofJava(uri).or(() -> variables.proxyOf(uri.getScheme(), uri.getHost()));
        if (proxy.isPresent() && proxy.get().kind() != ProxyServer.Kind.HTTP) {
            throw Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            "the proxy " + proxy.get() + " speaks SOCKS, which idp does not support for registries",
                            RegistryProblems.where(uri),
                            "set https_proxy and http_proxy to a proxy that speaks HTTP, or list " + uri.getHost()
                                    + " in no_proxy")
                    .asException();
        }
        return proxy;
    }

    private static Optional<ProxyServer> ofJava(URI uri) {
        var selector = ProxySelector.getDefault();
        return selector == null
                ? Optional.empty()
                : selector.select(uri).stream()
                        .limit(1)
                        .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
                        .map(proxy -> (InetSocketAddress) proxy.address())
                        .map(address -> new ProxyServer(
                                ProxyServer.Kind.HTTP,
                                address.getHostString(),
                                address.getPort(),
                                "Java's system properties"))
                        .findFirst();
    }

    @Override
    public List<Proxy> select(URI uri) {
        return List.of(of(uri).map(proxy ->
                        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
                .orElse(Proxy.NO_PROXY));
    }

    /** There is no other proxy to choose. */
    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // The failure is reported by the request.
    }
}
