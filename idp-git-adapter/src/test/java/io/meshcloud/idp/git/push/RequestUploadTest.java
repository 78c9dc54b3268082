// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RequestUploadTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void sends_everything_and_closes() throws IOException {
        var closed = new CountDownLatch(1);
        var to = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed.countDown();
            }
        };
        var bytes = new byte[300_000];
        bytes[299_999] = 7;

        RequestUpload.send(to, LONG, out -> {
            out.write(1);
            out.write(bytes);
        });

        assertThat(to.toByteArray()).hasSize(300_001).endsWith(7);
        assertThat(closed.getCount()).isZero();
    }

    @Test
    void gives_up_on_a_server_that_stops_reading() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var deaf = server.accept()) {
            assertThat(deaf.isConnected()).isTrue();
            var much = new byte[64 << 20];

            assertThatThrownBy(() -> RequestUpload.send(client.getOutputStream(), SHORT, out -> out.write(much)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("read nothing");
        }
    }

    @Test
    void reports_how_the_connection_broke() {
        assertThatThrownBy(() -> RequestUpload.send(OutputStream.nullOutputStream(), LONG, out -> {
                    throw new IOException("Broken pipe");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("Broken pipe");
    }
}
