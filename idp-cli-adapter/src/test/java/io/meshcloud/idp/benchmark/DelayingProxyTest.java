// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The proxy loses nothing and keeps the order. */
class DelayingProxyTest {
    private static final Duration ROUND_TRIP = Duration.ofMillis(2);

    @Test
    void all_bytes_and_the_end_of_the_stream_arrive_in_order() throws IOException {
        var sent = new byte[300_000];
        new Random(1).nextBytes(sent);
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var link = new DelayingProxy((InetSocketAddress) server.getLocalSocketAddress(), ROUND_TRIP)) {
            var echo = CompletableFuture.runAsync(() -> answerReversed(server));
            try (var client = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
                client.getOutputStream().write(sent);
                client.getOutputStream().write(0);
                client.getOutputStream().flush();
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
            }
            echo.join();
        }
    }

    /** Reads what the test sends, sends it back and ends. */
    private static void answerReversed(ServerSocket server) {
        try (var caller = server.accept()) {
            var received = caller.getInputStream().readNBytes(300_001);
            caller.getOutputStream().write(received, 0, 300_000);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
