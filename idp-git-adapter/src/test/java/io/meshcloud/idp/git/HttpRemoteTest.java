// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import static io.meshcloud.idp.git.GitFixture.commit;
import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.put;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.testkit.git.BareRepository;
import io.meshcloud.idp.testkit.git.GitServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpRemoteTest {
    private static final String TOKEN = "s3cret-token";

    @TempDir
    private Path scratch;

    private BareRepository remote;
    private GitHttpServer server;

    @BeforeEach
    void serve() throws IOException {
        remote = BareRepository.create(scratch.resolve("state.git"));
        remote.commit("main", "first", Map.of("file", Bytes.utf8("0")));
        server = GitHttpServer.serve(scratch);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private GitStateRepository open() {
        return new GitStateRepository(config(server.url(remote), scratch));
    }

    private GitStateRepository openWithToken(String url) {
        return new GitStateRepository(config(url, scratch).withToken(() -> Optional.of(TOKEN)));
    }

    private static void assertNoSecret(Problem problem) {
        assertThat(problem + problem.fix() + problem.where()).doesNotContain(TOKEN);
    }

    @Nested
    class A_token {

        @Test
        void is_sent_with_the_first_request() {
            server.require("x-access-token", TOKEN);

            commit(openWithToken(server.url(remote)), put("file", "1"));

            assertThat(server.requests()).isNotEmpty().allMatch(it -> it.contains("Basic "));
            assertThat(remote.commits("main")).isEqualTo(2);
        }

        @Test
        void is_sent_with_the_user_of_the_url() throws IOException {
            try (var real = GitServer.in(scratch).basicAuth("robot", TOKEN).start()) {
                commit(openWithToken(real.url(remote).replace("http://", "http://robot@")), put("file", "1"));
            }

            assertThat(remote.commits("main")).isEqualTo(2);
        }

        @Test
        void that_is_missing_or_wrong_is_reported_with_the_variable_to_set() throws IOException {
            Problem without;
            Problem wrong;
            try (var real =
                    GitServer.in(scratch).basicAuth("x-access-token", "other").start()) {
                without = Problems.of(new GitStateRepository(config(real.url(remote), scratch))::snapshot);
                wrong = Problems.of(openWithToken(real.url(remote))::snapshot);
            }

            for (var problem : List.of(without, wrong)) {
                assertThat(problem.code()).isEqualTo(ProblemCode.GIT_DENIED);
                assertThat(problem.fix()).contains("IDP_STATE_TOKEN");
                assertNoSecret(problem);
            }
            assertThat(without.what()).contains("no token was sent");
            assertThat(wrong.what()).contains("although a token was sent");
        }

        /** For example, a hook prints its environment, which has the header of the request at some servers. */
        @Test
        void that_the_server_repeats_is_not_shown() throws IOException {
            var header = "Basic " + Base64.getEncoder().encodeToString(("x-access-token:" + TOKEN).getBytes(UTF_8));
            var words = " token " + TOKEN + ", header " + header + " ";
            try (var echo = FakeGitServer.http()) {
                echo.firstCommit();
                echo.landPushes(false);
                var repository = new GitStateRepository(
                        config(echo.url(), scratch).withBranch("main").withToken(() -> Optional.of(TOKEN)));
                var base = repository.snapshot();
                var failures = new ArrayList<IdpException>();
                for (var report : List.of(
                        bands("unpack ok\nng refs/heads/main" + words),
                        bands("unpack" + words + "\nng refs/heads/main failed"),
                        packets("\3 fatal:" + words, ""))) {
                    echo.answerPushesWith(100, answer -> FakeGitServer.withHead("git-receive-pack-result", report));
                    failures.add(failure(() -> repository.commit(base, List.of(put("file", "1")))));
                }
                for (var answer : List.of(
                        FakeGitServer.withHead("200 OK", "text/x;" + words, new byte[0]),
                        FakeGitServer.withHead(
                                "git-upload-pack-advertisement",
                                packets("# service=git-upload-pack\n", "", "ERR" + words)))) {
                    echo.advertise(any -> answer);
                    failures.add(failure(repository::snapshot));
                }

                assertThat(failures).hasSize(5).doesNotContainNull().allSatisfy(failure -> {
                    var trace = new StringWriter();
                    failure.printStackTrace(new PrintWriter(trace));
                    assertThat(trace + failure.problem().fix())
                            .contains("***")
                            .doesNotContain(TOKEN)
                            .doesNotContain(header.substring("Basic ".length(), header.length() / 2));
                });
            }
        }

        private byte[] bands(String report) {
            var lines = new String(packets(report.split("\n")), UTF_8);
            return packets("\2" + report + "\n", "\1" + lines + "0000", "");
        }

        /** Packets of Git's protocol; an empty text is a flush. */
        private byte[] packets(String... texts) {
            return Arrays.stream(texts)
                    .map(text -> text.isEmpty() ? "0000" : String.format("%04x%s", text.length() + 4, text))
                    .collect(Collectors.joining())
                    .getBytes(UTF_8);
        }

        private IdpException failure(ThrowingCallable call) {
            return catchThrowableOfType(IdpException.class, call);
        }

        @Test
        void is_not_sent_to_the_target_of_a_redirect() throws IOException {
            try (var elsewhere = GitHttpServer.serve(scratch)) {
                server.redirectTo(elsewhere.base());

                openWithToken(server.url(remote)).snapshot();

                assertThat(elsewhere.requests()).isNotEmpty().allMatch(it -> it.endsWith("null"));
            }
        }

        @Test
        void is_written_to_no_file_of_the_cache_and_no_commit() throws IOException {
            try (var real =
                    GitServer.in(scratch).basicAuth("x-access-token", TOKEN).start()) {
                commit(openWithToken(real.url(remote)), put("file", "1"));
            }

            try (var files = Files.walk(scratch.resolve("cache"))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Bytes.of(Files.readAllBytes(file)).asText()).doesNotContain(TOKEN);
                }
            }
            assertThat(remote.git("log", "--format=raw", "main")).doesNotContain(TOKEN);
        }
    }

    @Nested
    class A_server {

        @Test
        void that_is_down_is_reported_and_nothing_is_written() {
            var repository = open();
            var base = repository.snapshot();
            server.close();

            var reading = Problems.of(repository::snapshot);
            var writing = Problems.of(() -> repository.commit(base, List.of(put("file", "1"))));

            for (var problem : List.of(reading, writing)) {
                assertThat(problem.code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
                assertThat(problem.retryable()).isTrue();
            }
            assertThat(remote.commits("main")).isEqualTo(1);
        }

        @Test
        void that_answers_with_an_error_is_reported_with_its_status() {
            assertThat(codeFor(500)).isEqualTo(ProblemCode.GIT_UNREACHABLE);
            assertThat(codeFor(503)).isEqualTo(ProblemCode.GIT_UNREACHABLE);
            assertThat(codeFor(403)).isEqualTo(ProblemCode.GIT_DENIED);
            assertThat(codeFor(404)).isEqualTo(ProblemCode.NOT_A_GIT_REPOSITORY);
        }

        @ParameterizedTest
        @CsvSource({"302, false", "405, false", "407, false", "408, true", "425, true", "429, true", "500, true"})
        void is_retryable_only_after_a_transient_status(int status, boolean mayPass) {
            server.answerWith(status);

            assertThat(Problems.of(open()::snapshot).retryable()).isEqualTo(mayPass);
        }

        private ProblemCode codeFor(int status) {
            server.answerWith(status);
            return Problems.of(open()::snapshot).code();
        }

        @Test
        void that_does_not_answer_is_reported_after_the_timeout() throws IOException {
            try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                var url = "http://127.0.0.1:" + mute.getLocalPort() + "/state.git";
                var repository = new GitStateRepository(config(url, scratch).withTimeout(Duration.ofSeconds(1)));

                var problem = Problems.of(repository::snapshot);

                assertThat(problem.code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
                assertThat(problem.what()).contains("did not answer in time");
            }
        }

        @Test
        void that_is_not_a_git_server_is_reported() throws IOException {
            var folder = Files.createDirectory(scratch.resolve("empty"));
            try (var other = GitHttpServer.serve(folder)) {
                var problem = Problems.of(new GitStateRepository(config(other.base() + "/nothing", scratch))::snapshot);

                assertThat(problem.code()).isEqualTo(ProblemCode.NOT_A_GIT_REPOSITORY);
            }
        }

        @Test
        void whose_repository_uses_sha256_is_reported() {
            var folder = scratch.resolve("sha256.git");
            remote.git("init", "-q", "--bare", "-b", "main", "--object-format=sha256", folder.toString());
            var tree = remote.git("--git-dir=" + folder, "hash-object", "-w", "-t", "tree", "/dev/null");
            var tip = remote.git("--git-dir=" + folder, "commit-tree", "-m", "first", tree);
            remote.git("--git-dir=" + folder, "update-ref", "refs/heads/main", tip);
            var url = server.base() + "/sha256.git";

            var problem = Problems.of(new GitStateRepository(config(url, scratch))::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_A_GIT_REPOSITORY);
            assertThat(problem.what()).contains("SHA-256");
            assertThat(problem.where()).isEqualTo(url);
        }

        @Test
        void whose_hook_refuses_is_quoted() throws IOException {
            remote.hook("pre-receive", "echo not on Fridays; exit 1");

            Problem problem;
            try (var real = GitServer.in(scratch).start()) {
                var repository = new GitStateRepository(config(real.url(remote), scratch));
                problem = Problems.of(() -> commit(repository, put("file", "1")));
            }

            assertThat(problem.code()).isEqualTo(ProblemCode.PUSH_REFUSED);
            assertThat(problem.what()).contains("not on Fridays");
        }

        @Test
        void is_asked_once_when_nothing_has_changed() {
            var repository = open();
            repository.snapshot();
            int before = server.requests().size();

            repository.snapshot();

            assertThat(server.requests().size() - before).isLessThanOrEqualTo(2);
        }
    }

    @Nested
    class A_lost_answer {

        @Test
        void to_a_push_that_arrived_is_detected() {
            var repository = open();
            var base = repository.snapshot();
            server.loseNextPushAnswer();

            var result = repository.commit(base, List.of(put("file", "1"), put("file", "2")));

            assertThat(result).isInstanceOf(CommitResult.Committed.class);
            assertThat(remote.commits("main")).isEqualTo(3);
            assertThat(remote.tip("main"))
                    .isEqualTo(
                            ((CommitResult.Committed) result).commits().get(1).value());
        }

        @Test
        void to_a_push_below_commits_of_others_is_detected() {
            var repository = open();
            var base = repository.snapshot();
            remote.hook(
                    "post-receive",
                    "unset GIT_QUARANTINE_PATH; export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x GIT_COMMITTER_NAME=x"
                            + " GIT_COMMITTER_EMAIL=x; git update-ref refs/heads/main $(git commit-tree -m more -p main"
                            + " main^{tree})");
            server.loseNextPushAnswer();

            var result = repository.commit(base, List.of(put("file", "1")));

            assertThat(result).isInstanceOf(CommitResult.Committed.class);
            assertThat(remote.commits("main")).isEqualTo(3);
        }

        @Test
        void is_unknown_if_the_repeated_push_is_refused() {
            var repository = open();
            var base = repository.snapshot();
            remote.hook("pre-receive", "exit 1");
            server.loseNextPushAnswer();

            var problem = Problems.of(() -> repository.commit(base, List.of(put("file", "1"))));

            assertThat(problem.code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
            assertThat(remote.commits("main")).isEqualTo(1);
        }

        @Test
        void is_reported_as_unknown_if_the_branch_cannot_be_read() {
            var repository = open();
            var base = repository.snapshot();
            server.loseNextPushAnswer();
            server.answerFromThenOn(500);

            var problem = Problems.of(() -> repository.commit(base, List.of(put("file", "1"))));

            assertThat(problem.code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
            assertThat(remote.commits("main")).isEqualTo(2);
        }
    }
}
