// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** The TCP connection between an updater and its HTTP server, which a test breaks at a chosen moment. */
final class Line implements AutoCloseable {
    /** Where the next push is cut. */
    enum Cut {
        /** Within the request. */
        REQUEST,
        /** After the server executed the push, before its answer. */
        ANSWER,
        /** As {@link #ANSWER}, and no connection succeeds until the line is {@linkplain Line#restore() restored}. */
        ANSWER_AND_LINE,
        /**
         * The request is held until the test {@linkplain Line#releaseHeld() releases} it; the caller is disconnected.
         */
        HELD
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<LineConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Cut> next = new AtomicReference<>();
    private final AtomicReference<LineConnection> held = new AtomicReference<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicLong bytesLeft = new AtomicLong(Long.MAX_VALUE);
    private final ServerSocket socket;
    private final InetSocketAddress server;
    private volatile Runnable atByte = () -> {};
    private volatile boolean dead;

    private Line(ServerSocket socket, InetSocketAddress server) {
        this.socket = socket;
        this.server = server;
    }

    static Line to(Fleet fleet) throws IOException {
        var line = new Line(
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                fleet.server().address());
        line.threads.submit(line::accept);
        return line;
    }

    /** The URL of the fleet's repository over this line. */
    String url(Fleet fleet) {
        return fleet.url().replace(":" + server.getPort() + "/", ":" + socket.getLocalPort() + "/");
    }

    void cutNextPush(Cut where) {
        next.set(where);
    }

    /** How many pushes were cut so far. */
    int cuts() {
        return cuts.get();
    }

    void restore() {
        dead = false;
    }

    /** Runs an action once, after a number of further bytes in either direction. */
    void atByte(long count, Runnable action) {
        atByte = action;
        bytesLeft.set(count);
    }

    /** Releases the held push, and returns after the server has answered it. */
    void releaseHeld() throws IOException {
        held.getAndSet(null).release();
    }

    private Void accept() throws IOException {
        while (!socket.isClosed()) {
            var client = socket.accept();
            if (dead) {
                client.close();
                continue;
            }
            var connection = new LineConnection(this, client, new Socket(server.getAddress(), server.getPort()));
            connections.add(connection);
            threads.submit(connection::carryRequests);
            threads.submit(connection::carryAnswers);
        }
        return null;
    }

    void passed(int bytes) {
        long left = bytesLeft.addAndGet(-bytes);
        if (left <= 0 && left + bytes > 0) {
            atByte.run();
        }
    }

    /** Whether the next push is to be cut here; resets the request, so the push after it is not cut. */
    boolean takes(Cut where) {
        boolean taken = next.compareAndSet(where, null);
        if (taken) {
            cuts.incrementAndGet();
        }
        return taken;
    }

    void hold(LineConnection connection) {
        held.set(connection);
    }

    void cutOff() {
        dead = true;
        connections.forEach(LineConnection::close);
    }

    void forget(LineConnection connection) {
        connections.remove(connection);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        connections.forEach(LineConnection::close);
        threads.shutdownNow();
    }
}
