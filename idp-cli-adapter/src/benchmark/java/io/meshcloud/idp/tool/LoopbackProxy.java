// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A TCP proxy on loopback for one server. A subclass decides what happens to each connection. */
public abstract class LoopbackProxy implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final ExecutorService threads;
    private final InetSocketAddress target;
    private final ServerSocket listening;

    /**
     * Listens, and accepts connections after {@link #start}.
     *
     * @param name of the threads
     * @param target the server to connect to
     */
    protected LoopbackProxy(String name, InetSocketAddress target) {
        this.target = target;
        this.threads = Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        try {
            this.listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To be called at the end of the subclass's constructor. */
    protected final void start() {
        execute(this::accept);
    }

    public final int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var client = listening.accept();
                client.setTcpNoDelay(true);
                accepted(client);
            } catch (IOException e) {
                // The proxy is closed or the server is down; the client's connection breaks, as on a real link.
            }
        }
    }

    /** Passes on a new connection, or closes it. Called by one thread, in the order of the connections. */
    protected abstract void accepted(Socket client) throws IOException;

    /** Connects to the server for a client, whose connection is closed if that fails. */
    protected final Socket connect(Socket client) throws IOException {
        try {
            var server = new Socket(target.getAddress(), target.getPort());
            server.setTcpNoDelay(true);
            return server;
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    /** Runs a task on a thread of this proxy. */
    protected final void execute(Runnable task) {
        threads.execute(task);
    }

    /** Accepts no more connections and breaks the open ones. */
    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
