// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import static io.meshcloud.idp.git.GitFixture.commit;
import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.testkit.git.BareRepository;
import io.meshcloud.idp.testkit.git.GitServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which Git servers are trusted, and with what: their certificates, and the token that goes to them. */
class ServerCertificateTest {
    @TempDir
    private Path scratch;

    @Nested
    class With_tls {
        private BareRepository remote;
        private GitServer server;

        @BeforeEach
        void serve() throws IOException {
            remote = BareRepository.create(scratch.resolve("state.git"));
            remote.commit("main", "first", Map.of("file", Bytes.utf8("0")));
            server = GitServer.in(scratch).tls().start();
        }

        @AfterEach
        void stop() throws IOException {
            if (server != null) {
                server.close();
            }
        }

        @Test
        void an_unknown_authority_is_refused_and_the_flag_named() {
            var problem = Problems.of(new GitStateRepository(config(server.url(remote), scratch))::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
            assertThat(problem.what()).contains("an authority that is not trusted here");
            assertThat(problem.fix()).contains("--state-ca FILE");
            assertThat(problem.retryable()).isFalse();
        }

        @Test
        void the_authority_of_the_settings_is_trusted_for_fetch_and_push() {
            var trusting =
                    new GitStateRepository(config(server.url(remote), scratch).withAuthorities(server.certificate()));

            commit(trusting, put("file", "1"));

            assertThat(remote.commits("main")).isEqualTo(2);
        }

        @ParameterizedTest
        @ValueSource(strings = {"GIT_SSL_CAINFO", "SSL_CERT_FILE"})
        void the_authority_of_a_variable_is_trusted(String variable) {
            var trusting =
                    new GitStateRepository(with(variable, server.certificate().toString()));

            commit(trusting, put("file", "1"));

            assertThat(remote.commits("main")).isEqualTo(2);
        }

        @Test
        void a_file_without_certificates_is_refused_with_its_name() throws IOException {
            var file = Files.writeString(scratch.resolve("ca.pem"), "nothing\n");

            var problem = Problems.of(
                    new GitStateRepository(config(server.url(remote), scratch).withAuthorities(file))::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
            assertThat(problem.what()).contains("--state-ca");
            assertThat(problem.where()).isEqualTo(file.toString());
        }

        @Test
        @EnabledOnOs({OS.LINUX, OS.MAC})
        void a_device_in_place_of_the_file_is_refused_without_reading_it() {
            var device = Path.of("/dev/null");

            var problem = Problems.of(
                    new GitStateRepository(config(server.url(remote), scratch).withAuthorities(device))::snapshot);

            assertThat(problem.what()).contains("--state-ca", "cannot be read");
        }

        private GitConfig with(String variable, String value) {
            var usual = config(server.url(remote), scratch);
            var environment = new HashMap<>(usual.environment());
            environment.put(variable, value);
            return GitConfig.of(usual.url(), environment).withCacheFolder(usual.cacheFolder());
        }
    }

    @Test
    void a_certificate_for_another_name_is_refused_and_the_name_named() throws IOException {
        var remote = BareRepository.create(scratch.resolve("state.git"));
        try (var server = GitServer.in(scratch).tlsFor("git.example").start()) {
            var trusting = config(server.url(remote), scratch).withAuthorities(server.certificate());

            var problem = Problems.of(new GitStateRepository(trusting)::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
            assertThat(problem.what()).contains("a certificate for another name than '127.0.0.1'");
            assertThat(problem.fix()).contains("use a name of its certificate in the URL");
            assertThat(problem.retryable()).isFalse();
        }
    }

    @Test
    void a_server_without_tls_is_reported_as_such() throws IOException {
        try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var answered = CompletableFuture.supplyAsync(() -> answerPlainly(plain));
            var url = "https://127.0.0.1:" + plain.getLocalPort() + "/state.git";

            var problem = Problems.of(new GitStateRepository(config(url, scratch))::snapshot);

            assertThat(answered.join()).isTrue();
            assertThat(problem.what()).contains("does not use TLS");
            assertThat(problem.retryable()).isFalse();
        }
    }

    private static boolean answerPlainly(ServerSocket plain) {
        try (var client = plain.accept()) {
            client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Nested
    class Without_encryption {
        private GitConfig tokenTo(String url) {
            return config(url, scratch).withToken(() -> Optional.of("s3cret-token"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://no-such-host.invalid/state.git",
                    "http://127.0.0.1.no-such-host.invalid/state.git",
                    "http://localhost.no-such-host.invalid/state.git",
                    "http://robot@no-such-host.invalid/state.git"
                })
        void a_token_is_not_sent_to_another_machine(String url) {
            var problem = Problems.of(new GitStateRepository(tokenTo(url))::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
            assertThat(problem.fix()).contains("--state-insecure");
            assertThat(problem.toString()).doesNotContain("s3cret");
        }

        @Test
        void a_token_is_sent_if_the_settings_allow_it() {
            var allowed = tokenTo("http://no-such-host.invalid/state.git").withSendsTokenUnencrypted(true);

            assertThat(Problems.of(new GitStateRepository(allowed)::snapshot).code())
                    .isEqualTo(ProblemCode.GIT_UNREACHABLE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"localhost", "127.0.0.1", "127.9.9.9", "[::1]"})
        void a_token_is_sent_to_this_machine(String host) {
            var problem = Problems.of(new GitStateRepository(tokenTo("http://" + host + ":1/state.git"))::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
        }
    }
}
