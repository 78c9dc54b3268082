// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.tool.LoopbackProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Simulates a link with a long round trip: a TCP proxy on loopback that delays every byte by half a round trip and
 * keeps the order. Connecting takes the round trip of a TCP handshake. The proxy limits no bandwidth and has no slow
 * start, so a large push is faster than on a real link.
 */
final class DelayingProxy extends LoopbackProxy {
    private static final int CHUNK = 64 * 1024;
    private static final Bytes NOTHING = Bytes.of(new byte[0]);

    private final long oneWayNanos;

    /**
     * @param target the server to connect to
     * @param roundTrip the simulated round-trip time
     */
    DelayingProxy(InetSocketAddress target, Duration roundTrip) {
        super("link", target);
        this.oneWayNanos = roundTrip.toNanos() / 2;
        start();
    }

    @Override
    protected void accepted(Socket client) throws IOException {
        var server = connect(client);
        long established = System.nanoTime() + 2 * oneWayNanos;
        pump(client, server, established);
        pump(server, client, established);
    }

    private void pump(Socket from, Socket to, long established) {
        var way = new LinkedBlockingQueue<Chunk>();
        execute(() -> read(from, way, established));
        execute(() -> write(way, to));
    }

    private void read(Socket from, LinkedBlockingQueue<Chunk> way, long established) {
        try {
            var in = from.getInputStream();
            var buffer = new byte[CHUNK];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                way.add(new Chunk(Bytes.of(Arrays.copyOf(buffer, length)), due(established)));
            }
        } catch (IOException e) {
            // A broken connection ends like a closed one.
        }
        way.add(new Chunk(NOTHING, due(established)));
    }

    private long due(long established) {
        long now = System.nanoTime();
        return (now - established > 0 ? now : established) + oneWayNanos;
    }

    private static void write(LinkedBlockingQueue<Chunk> way, Socket to) {
        try (to) {
            var out = to.getOutputStream();
            for (var chunk = way.take(); chunk.bytes().size() > 0; chunk = way.take()) {
                awaitTurn(chunk);
                out.write(chunk.bytes().toArray());
                out.flush();
            }
        } catch (IOException e) {
            // The other side disconnected; closing the socket reports that to this side.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitTurn(Chunk chunk) {
        for (long left = chunk.due() - System.nanoTime(); left > 0; left = chunk.due() - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /**
     * @param bytes the data; empty at the end of the stream
     * @param due the time of arrival, on the clock of {@link System#nanoTime()}
     */
    private record Chunk(Bytes bytes, long due) {}
}
