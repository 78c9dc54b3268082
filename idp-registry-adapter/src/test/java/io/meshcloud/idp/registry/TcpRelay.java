// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A relay of TCP connections on loopback, like a balancer: it may forget connections, or cut an answer. */
public final class TcpRelay implements AutoCloseable {
    private final ServerSocket socket;
    private final int target;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Connection> connections = Collections.synchronizedList(new ArrayList<>());
    private volatile int cutAfter = Integer.MAX_VALUE;
    private volatile boolean silent;

    /**
     * @param target the port on loopback
     */
    public TcpRelay(int target) {
        this.target = target;
        try {
            socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** The number of connections so far. */
    public int connections() {
        return connections.size();
    }

    /** Passes nothing on for the connections so far, and leaves them open. */
    public void forget() {
        connections.forEach(connection -> connection.forgotten = true);
    }

    /** Accepts connections from now on, and passes nothing on. */
    public void fallSilent() {
        silent = true;
        forget();
    }

    /** Closes the next connection that has passed on this many bytes of answers from now on. */
    public void cutAfter(int bytes) {
        cutAfter = bytes;
    }

    private final class Connection {
        private final Socket client;
        private final Socket server;
        private volatile boolean forgotten = silent;

        Connection(Socket client) throws IOException {
            this.client = client;
            this.server = new Socket(InetAddress.getLoopbackAddress(), target);
        }

        void relay(Socket from, Socket to) {
            var buffer = new byte[8192];
            try {
                for (int read = from.getInputStream().read(buffer);
                        read >= 0;
                        read = from.getInputStream().read(buffer)) {
                    int passed = from == server ? Math.min(read, cutAfter) : read;
                    if (!forgotten) {
                        to.getOutputStream().write(buffer, 0, passed);
                    }
                    if (passed < read) {
                        cutAfter = Integer.MAX_VALUE;
                        close();
                    }
                }
            } catch (IOException e) {
                // One side closed the connection.
            }
        }

        void close() {
            try (client;
                    server) {
                client.shutdownOutput();
            } catch (IOException e) {
                // It is closed already.
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                var connection = new Connection(socket.accept());
                connections.add(connection);
                threads.execute(() -> connection.relay(connection.client, connection.server));
                threads.execute(() -> connection.relay(connection.server, connection.client));
            }
        } catch (IOException e) {
            // The relay was closed.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        connections.forEach(Connection::close);
        threads.shutdownNow();
    }
}
