// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.GitFixture;
import io.meshcloud.idp.git.config.RemoteUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that sends a byte before each timeout, but never ends. */
class FetchDeadlineTest {
    private static final int PAUSE_MILLIS = 50;

    @TempDir
    private Path scratch;

    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        HermeticGit.install();
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void trickle(String start) {
        Supervised.start("trickle", () -> {
            try (var client = server.accept()) {
                client.setSoTimeout(PAUSE_MILLIS);
                var out = client.getOutputStream();
                out.write(start.getBytes(StandardCharsets.US_ASCII));
                while (!server.isClosed()) {
                    awaitPause(client);
                    out.write('x');
                }
            } catch (IOException e) {
                // The client broke the connection.
            }
        });
    }

    private static void awaitPause(Socket client) throws IOException {
        try {
            while (client.getInputStream().read() >= 0) {}
        } catch (SocketTimeoutException e) {
            // a pause is over
        }
    }

    @Test
    @Timeout(20)
    void ends_a_fetch_from_a_server_whose_headers_trickle() throws Exception {
        trickle("HTTP/1.1 200 OK\r\nX-Header: ");
        var url = "http://127.0.0.1:" + server.getLocalPort() + "/state.git";
        var config = GitFixture.config(url, scratch).withTimeout(Duration.ofMinutes(1));
        try (var cache = new InMemoryRepository(new DfsRepositoryDescription("cache"));
                var connection = RemoteConnection.open(
                        config,
                        RemoteUrl.parse(url),
                        cache,
                        RemoteConnection.WHOLE_HISTORY,
                        Duration.ofMillis(10L * PAUSE_MILLIS))) {
            var failure = catchThrowableOfType(TransportException.class, connection::fetchOfAll);

            var problem = connection.problem(connection.explained(failure));

            assertThat(problem).isInstanceOfSatisfying(IdpException.class, it -> {
                assertThat(it.problem().code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
                assertThat(it.problem().what()).contains("did not answer in time");
            });
        }
    }
}
