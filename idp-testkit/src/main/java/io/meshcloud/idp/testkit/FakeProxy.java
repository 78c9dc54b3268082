// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy for plain HTTP on the loopback interface. It answers by itself and forwards nothing. Safe for use by many
 * threads.
 */
public final class FakeProxy implements AutoCloseable {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private FakeProxy(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts a proxy.
     *
     * @param status the HTTP status of every answer
     */
    public static FakeProxy answering(int status) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var proxy = new FakeProxy(server);
            server.createContext("/", exchange -> {
                proxy.requests.add(exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
                exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"proxy\"");
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            });
            server.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its address: host and port. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** The requests until now: the URL, a space and the value of the header {@code Proxy-Authorization}. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
