package io.meshcloud.idp.git;

import static io.meshcloud.idp.git.StateBench.config;
import static io.meshcloud.idp.git.StateBench.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server whose port takes connections and says nothing, as one whose process hangs: nobody waits for it for ever. */
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
    void is_not_reachable_over_http() {
        assertThat(Problems.of(() -> open("http").snapshot()).code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
    }

    /** The library's own limit of a login is two minutes. */
    @Test
    @Timeout(60)
    void is_not_reachable_over_ssh() {
        assertThat(Problems.of(() -> open("ssh").snapshot()).code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
    }

    @Test
    void that_falls_silent_before_a_push_leaves_nobody_waiting() throws IOException {
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
}
