// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.FakeGitServer;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.Problems;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * After any answer to a push, the reported outcome is the state of the branch, or unknown. Nothing is done twice, and
 * nothing is sent twice without a look in between.
 */
@Slow
class AnswersInDoubtTest {
    private static final String REPORT = "git-receive-pack-result";

    private static final int[] STATUSES = {
        201, 202, 203, 204, 205, 206, 300, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 407, 408, 409, 411,
        412, 413, 415, 421, 422, 429, 451, 499, 500, 501, 502, 503, 504, 507, 520, 599
    };

    @TempDir
    private Path scratch;

    private FakeGitServer server;
    private GitStateRepository repository;
    private int written;

    private void start(FakeGitServer started) throws IOException {
        server = started;
        server.firstCommit();
        repository = new GitStateRepository(
                config(server.url(), scratch).withBranch("main").withTimeout(Duration.ofSeconds(5)));
    }

    @AfterEach
    void stop() throws IOException {
        repository.close();
        server.close();
    }

    /** Pushes that land are reported as done whatever comes back, and are on the branch once. */
    private void assertDone(String what, UnaryOperator<byte[]> answer) throws IOException {
        var changes = next();
        var base = repository.snapshot();
        server.answerPushesWith(1, answer);
        server.forgetAsked();

        var result = repository.commit(base, changes);

        assertThat(result).as(what).isInstanceOf(CommitResult.Committed.class);
        assertThat(((CommitResult.Committed) result)
                        .commits()
                        .get(changes.size() - 1)
                        .value())
                .as(what)
                .isEqualTo(server.tip().name());
        assertThat(server.messages()).as(what).doesNotHaveDuplicates();
        assertNoPushWithoutALook();
    }

    /** One change, then a batch of three. */
    private List<Change> next() {
        var changes = new ArrayList<Change>();
        for (int i = 0; i < (written % 2 == 0 ? 1 : 3); i++) {
            changes.add(put("file-" + written + "-" + i, "text"));
        }
        written++;
        return changes;
    }

    private void assertNoPushWithoutALook() {
        boolean pushed = false;
        for (var service : server.asked()) {
            boolean push = service.equals("git-receive-pack");
            assertThat(push && pushed).as("%s", server.asked()).isFalse();
            pushed = push || (pushed && service.startsWith("git-receive-pack"));
        }
    }

    private static UnaryOperator<byte[]> cutAt(int length) {
        return answer -> Arrays.copyOf(answer, Math.min(length, answer.length));
    }

    private static UnaryOperator<byte[]> flipped(int index) {
        return answer -> {
            var changed = answer.clone();
            if (index < changed.length) {
                changed[index] ^= 1;
            }
            return changed;
        };
    }

    private int lengthOfAnAnswer() throws IOException {
        var length = new int[1];
        assertDone("an answer", answer -> {
            length[0] = answer.length;
            return answer;
        });
        return length[0];
    }

    @Nested
    class Over_http {

        @BeforeEach
        void start() throws IOException {
            AnswersInDoubtTest.this.start(FakeGitServer.http());
        }

        @Test
        void every_status() throws IOException {
            for (int status : STATUSES) {
                assertDone(
                        "status " + status, answer -> FakeGitServer.withHead(status + " x", "text/plain", new byte[0]));
                assertDone(
                        "a report with status " + status,
                        answer ->
                                text(new String(answer, StandardCharsets.ISO_8859_1).replace("200 OK", status + " x")));
            }
        }

        @Test
        void a_report_that_is_cut_at_any_byte() throws IOException {
            int length = lengthOfAnAnswer();
            for (int i = 0; i < length; i++) {
                assertDone("cut at " + i, cutAt(i));
            }
        }

        @Test
        void a_report_with_any_bit_flipped() throws IOException {
            int length = lengthOfAnAnswer();
            for (int i = 0; i < length; i++) {
                assertDone("flipped at " + i, flipped(i));
            }
        }

        @Test
        void an_answer_that_is_neither_http_nor_git() throws IOException {
            assertDone("nothing", answer -> new byte[0]);
            assertDone("no HTTP", answer -> text("SSH-2.0-OpenSSH_9.6\r\n"));
            assertDone("a page", answer -> FakeGitServer.withHead("200 OK", "text/html", text("<html>sign in</html>")));
            assertDone("an empty body", answer -> FakeGitServer.withHead(REPORT, new byte[0]));
            assertDone(
                    "a report of another type", answer -> FakeGitServer.withHead("200 OK", "text/plain", text("0000")));
            assertDone("a refusal in a page", answer -> FakeGitServer.withHead(REPORT, text("<html>denied</html>")));
            assertDone(
                    "packets without end",
                    answer -> FakeGitServer.withHead(REPORT, text("0009\2busy".repeat(100_000))));
        }

        @Test
        void a_report_that_contradicts_itself() throws IOException {
            for (var lines : List.of(
                    line("unpack ok\n") + "0000",
                    line("unpack disk full\n") + line("ok refs/heads/main\n") + "0000",
                    line("unpack ok\n") + line("ok refs/heads/other\n") + "0000",
                    line("unpack ok\n") + line("ng refs/heads/other no\n") + "0000",
                    line("unpack ok\n") + line("ok refs/heads/main\n") + line("ng refs/heads/main no\n") + "0000",
                    line("ok refs/heads/main\n") + "0000",
                    line("unpack ok\n") + line("ng refs/heads/main hook declined\n") + "0000")) {
                assertDone(lines, answer -> FakeGitServer.withHead(REPORT, text(line("\1" + lines) + "0000")));
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {401, 403, 404, 408, 413, 429, 500, 502, 504})
        void a_push_that_a_proxy_drops_is_unknown_and_never_refused(int status) throws IOException {
            assertUnknown(
                    answer -> FakeGitServer.withHead(status + " x", "text/plain", new byte[0]), "status " + status);
        }

        @Test
        void a_complete_refusal_is_reported_after_the_branch_is_read() throws IOException {
            refuse(line("unpack ok\n") + line("ng refs/heads/main hook declined\n") + "0000");

            var problem = Problems.of(() -> repository.commit(repository.snapshot(), next()));

            assertThat(problem.code()).isEqualTo(ProblemCode.PUSH_REFUSED);
            assertThat(problem.what()).contains("hook declined");
            assertThat(server.asked()).filteredOn("git-receive-pack"::equals).hasSize(1);
            assertThat(server.asked()).endsWith("git-upload-pack refs");
        }

        @Test
        void a_full_disk_of_the_server_is_reported_as_retryable() throws IOException {
            refuse(line("unpack index-pack abnormal exit\n") + line("ng refs/heads/main unpacker error\n") + "0000");

            var problem = Problems.of(() -> repository.commit(repository.snapshot(), next()));

            assertThat(problem.code()).isEqualTo(ProblemCode.GIT_FAULT);
            assertThat(problem.fix()).contains("disk may be full");
            assertThat(problem.retryable()).isTrue();
        }

        private void refuse(String report) {
            server.landPushes(false);
            server.answerPushesWith(
                    Integer.MAX_VALUE, answer -> FakeGitServer.withHead(REPORT, text(line("\1" + report) + "0000")));
        }

        @Test
        void a_refusal_is_unknown_if_the_branch_cannot_be_read() throws IOException {
            var base = repository.snapshot();
            refuse(line("unpack ok\n") + line("ng refs/heads/main hook declined\n") + "0000");
            server.goDownAfterPush(true);

            assertThat(Problems.of(() -> repository.commit(base, next())).code())
                    .isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
        }

        @Test
        void a_push_that_lands_before_an_outage_is_unknown() throws IOException {
            var base = repository.snapshot();
            server.answerPushesWith(1, answer -> FakeGitServer.withHead("403 x", "text/plain", new byte[0]));
            server.goDownAfterPush(true);

            var problem = Problems.of(() -> repository.commit(base, List.of(put("file", "1"))));

            assertThat(problem.code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
            assertThat(server.messages()).hasSize(2);
        }
    }

    @Nested
    class Through_a_pipe {

        @BeforeEach
        void start() throws IOException {
            AnswersInDoubtTest.this.start(FakeGitServer.pipe());
        }

        @Test
        void a_report_that_is_cut_at_any_byte() throws IOException {
            int length = lengthOfAnAnswer();
            for (int i = 0; i < length; i++) {
                assertDone("cut at " + i, cutAt(i));
            }
        }

        @Test
        void a_report_with_any_bit_flipped() throws IOException {
            int length = lengthOfAnAnswer();
            for (int i = 0; i < length; i++) {
                assertDone("flipped at " + i, flipped(i));
            }
        }

        @Test
        void a_push_that_a_proxy_drops_is_unknown_and_never_refused() throws IOException {
            assertUnknown(answer -> new byte[0], "");
        }

        @Test
        void endless_messages_end_the_push() throws IOException {
            assertDone("endless", answer -> text("ffe8\2" + "x".repeat(0xffe3)).clone());
        }
    }

    private void assertUnknown(UnaryOperator<byte[]> answer, String reason) throws IOException {
        var base = repository.snapshot();
        server.landPushes(false);
        server.answerPushesWith(Integer.MAX_VALUE, answer);
        server.forgetAsked();
        IdpException thrown = null;
        try {
            repository.commit(base, next());
        } catch (IdpException e) {
            thrown = e;
        }

        assertThat(thrown).isNotNull();
        assertThat(thrown.problem().code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN);
        assertThat(thrown.problem().what()).contains(reason).contains("has not moved so far");
        assertNoPushWithoutALook();
        assertThat(server.messages()).hasSize(1);
        assertThat(server.asked()).filteredOn("git-receive-pack"::equals).hasSize(3);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String line(String text) {
        return String.format("%04x%s", text.length() + 4, text);
    }
}
