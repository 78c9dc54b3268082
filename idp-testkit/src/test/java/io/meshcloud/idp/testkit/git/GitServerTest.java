// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitServerTest {
    @TempDir
    private Path root;

    private BareRepository repository;

    @BeforeEach
    void create() {
        repository = BareRepository.create(root.resolve("state.git"));
        repository.commit("main", "first", Map.of("file", Bytes.utf8("0")));
    }

    private static String branches(String url) {
        return RealPart.git(Path.of("/"), "ls-remote", url);
    }

    @Test
    void serves_fetches_and_runs_hooks_on_push() throws IOException {
        repository.hook("pre-receive", "echo looked at by the hook");
        try (var server = GitServer.in(root).start()) {
            var clone = root.resolve("clone");
            RealPart.git(root, "clone", "-q", server.url(repository), clone.toString());
            RealPart.git(clone, "commit", "-q", "--allow-empty", "-m", "second");

            assertThat(RealPart.git(clone, "push", "origin", "main")).contains("looked at by the hook");

            assertThat(repository.commits("main")).isEqualTo(2);
        }
    }

    @Test
    void accepts_only_requests_with_the_password() throws IOException {
        try (var server = GitServer.in(root).basicAuth("robot", "pa:ss").start()) {
            var url = server.url(repository);

            assertThat(branches(url.replace("http://", "http://robot:pa%3Ass@")))
                    .contains(repository.tip("main"));
            assertThatThrownBy(() -> branches(url.replace("http://", "http://robot:other@")))
                    .hasMessageContaining("Authentication failed");
        }
    }

    @Test
    void serves_tls_to_clients_that_trust_its_certificate() throws IOException {
        try (var server = GitServer.in(root).tls().start()) {
            var url = server.url(repository);

            var trusting = "GIT_SSL_CAINFO=" + server.certificate();
            assertThat(RealPart.run(root, "env", trusting, "git", "ls-remote", url))
                    .contains(repository.tip("main"));
            assertThatThrownBy(() -> branches(url)).hasMessageContaining("certificate");
        }
    }

    @Test
    void restarts_at_the_same_url() throws IOException {
        try (var server = GitServer.in(root).start()) {
            var url = server.url(repository);
            server.stop();
            assertThatThrownBy(() -> branches(url)).hasMessageContaining("failed");

            server.start();

            assertThat(branches(url)).contains(repository.tip("main"));
        }
    }

    @Test
    void stops_when_its_jvm_is_killed() throws IOException, InterruptedException {
        var jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var said = jvm.inputReader()) {
            int port = Integer.parseInt(said.readLine());
            jvm.destroyForcibly().waitFor();

            try (var connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
                connection.setSoTimeout(20_000);
                assertThat(connection.getInputStream().read()).isNegative();
            } catch (SocketException e) {
                assertThat(jvm.isAlive()).isFalse();
            }
        }
    }

    /** A program that starts a server, prints its port, and runs until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] root) throws IOException {
            var server = GitServer.in(Path.of(root[0])).start();
            System.out.println(server.address().getPort());
            System.in.transferTo(System.out);
        }
    }
}
