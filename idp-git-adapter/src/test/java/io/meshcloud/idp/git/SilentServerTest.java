// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that accepts connections and never answers, like a hanging process: the client does not wait forever. */
@Timeout(60)
@Slow
class SilentServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @TempDir
    private Path scratch;

    private ServerSocket silent;

    @BeforeEach
    void listen() throws IOException {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        silent.close();
    }

    private GitStateRepository open(String scheme) {
        var url = scheme + "://127.0.0.1:" + silent.getLocalPort() + "/state.git";
        return new GitStateRepository(config(url, scratch).withTimeout(PATIENCE));
    }

    @Test
    void is_reported_as_unreachable_over_http() {
        assertThat(Problems.of(() -> open("http").snapshot()).code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
    }

    /** The library's own login timeout is two minutes. */
    @Test
    void is_reported_as_unreachable_over_ssh() {
        assertThat(Problems.of(() -> open("ssh").snapshot()).code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
    }

    @Test
    void that_stops_answering_before_a_push_does_not_block_the_caller() throws IOException {
        var remote = BareRepository.create(scratch.resolve("state.git"));
        remote.commit("main", "first", Map.of("file", Bytes.utf8("0")));
        try (var server = GitHttpServer.serve(scratch)) {
            var repository =
                    new GitStateRepository(config(server.url(remote), scratch).withTimeout(PATIENCE));
            var base = repository.snapshot();
            server.fallSilent();

            var problem = Problems.of(() -> repository.commit(base, List.of(put("file", "1"))));

            assertThat(problem.code()).isIn(ProblemCode.GIT_UNREACHABLE, ProblemCode.OUTCOME_UNKNOWN);
            assertThat(problem.retryable()).isTrue();
        }
        assertThat(remote.commits("main")).isEqualTo(1);
    }

    @Test
    void whose_list_of_branches_has_no_end_is_refused_over_the_git_protocol() {
        assertEndlessListIsRefused("git", "");
    }

    @Test
    void whose_list_of_branches_has_no_end_is_refused_over_http() {
        assertEndlessListIsRefused(
                "http",
                String.join(
                        "\r\n",
                        "HTTP/1.1 200 OK",
                        "Content-Type: application/x-git-upload-pack-advertisement",
                        "",
                        "001e# service=git-upload-pack\n0000"));
    }

    private void assertEndlessListIsRefused(String scheme, String start) {
        var repository = open(scheme);
        var flood = new Thread(() -> {
            try (var client = silent.accept()) {
                var out = client.getOutputStream();
                out.write(start.getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; ; i++) {
                    var line = "03ff" + "f".repeat(40) + " refs/heads/" + "x".repeat(956) + String.format("%010d", i)
                            + "\n";
                    out.write(line.getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                // The client has read enough.
            }
        });
        flood.setDaemon(true);
        flood.start();

        var problem = Problems.of(repository::snapshot);

        assertThat(problem.code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
        assertThat(problem.what()).contains("too long");
    }
}
