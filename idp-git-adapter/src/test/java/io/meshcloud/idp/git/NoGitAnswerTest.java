// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import static io.meshcloud.idp.git.GitFixture.commit;
import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.path;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.StateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer that does not come from a Git server is never mistaken for a repository, least of all for an empty one. */
@Slow
class NoGitAnswerTest {
    private static final long SEED = 20_261_130;

    @TempDir
    private Path scratch;

    private FakeGitServer server;

    @BeforeEach
    void start() throws IOException {
        server = FakeGitServer.http();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private GitStateRepository open(String cache) {
        return new GitStateRepository(config(server.url(), scratch)
                .withBranch("main")
                .withCacheFolder(scratch.resolve(cache))
                .withTimeout(Duration.ofSeconds(5)));
    }

    private static byte[] page(String type, String text) {
        return FakeGitServer.withHead("200 OK", type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, UnaryOperator<byte[]>> answers() {
        var answers = new LinkedHashMap<String, UnaryOperator<byte[]>>();
        answers.put("an empty body", answer -> page("text/plain", ""));
        answers.put(
                "an empty body of the right type", answer -> page("application/x-git-upload-pack-advertisement", ""));
        answers.put(
                "an empty body without a type",
                answer -> "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        answers.put("a page", answer -> page("text/html; charset=utf-8", "<html>sign in</html>"));
        answers.put(
                "a page of the right type",
                answer -> page("application/x-git-upload-pack-advertisement", "<html>sign in</html>"));
        answers.put(
                "the files of the dumb protocol",
                answer -> page("text/plain", "1".repeat(40) + "\trefs/heads/other\n"));
        answers.put(
                "only the service",
                answer -> page("application/x-git-upload-pack-advertisement", "001e# service=git-upload-pack\n0000"));
        answers.put("no content", answer -> "HTTP/1.1 204 x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        answers.put(
                "a compressed answer",
                answer -> new String(answer, StandardCharsets.ISO_8859_1)
                        .replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        return answers;
    }

    @Test
    void is_reported_as_unreachable_and_retryable() throws IOException {
        server.firstCommit();
        var reader = open("warm");
        reader.snapshot();
        for (var answer : answers().entrySet()) {
            server.advertise(answer.getValue());
            for (var repository : List.of(reader, open("cold-" + answer.getKey()))) {
                var problem = Problems.of(repository::snapshot);

                assertThat(problem.code()).as(answer.getKey()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
                assertThat(problem.retryable()).as(answer.getKey()).isTrue();
            }
        }
    }

    @Test
    void that_is_cut_at_any_byte_is_reported_as_unreachable() throws IOException {
        server.firstCommit();
        var length = new int[1];
        server.advertise(answer -> {
            length[0] = answer.length;
            return answer;
        });
        var warm = open("warm");
        warm.snapshot();
        for (int i = 0; i < length[0]; i++) {
            int size = i;
            server.advertise(answer -> Arrays.copyOf(answer, size));

            var problem = Problems.of(warm::snapshot);

            assertThat(problem.code()).as("cut at %s", i).isEqualTo(ProblemCode.GIT_UNREACHABLE);
            assertThat(problem.retryable()).as("cut at %s", i).isTrue();
        }
    }

    @Test
    void with_changed_bytes_is_a_repository_or_a_problem() throws IOException {
        server.firstCommit();
        var random = new Random(SEED);
        var warm = open("warm");
        warm.snapshot();
        UnaryOperator<byte[]> garbling = answer -> {
            var changed = answer.clone();
            int body = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
            for (int i = 0; i < 3; i++) {
                changed[body + random.nextInt(changed.length - body)] = (byte) random.nextInt(256);
            }
            return changed;
        };
        var advertised = new AtomicReference<>("");
        UnaryOperator<byte[]> garblingTheList = answer -> {
            var changed = garbling.apply(answer);
            advertised.set(new String(changed, StandardCharsets.ISO_8859_1));
            return changed;
        };
        for (int i = 0; i < 100; i++) {
            advertised.set("refs/heads/main");
            server.advertise(i % 2 == 0 ? garblingTheList : UnaryOperator.identity());
            server.answerFetchesWith(i % 2 == 0 ? UnaryOperator.identity() : garbling);
            for (var repository : List.of(warm, open("cold-" + i))) {
                try {
                    var commit = repository.snapshot().commit();
                    if (commit.isEmpty()) {
                        // A list in which the branch has another name is a valid list without this branch.
                        assertThat(repository).as("try %s", i).isNotSameAs(warm);
                        assertThat(advertised.get()).as("try %s", i).doesNotContain("refs/heads/main");
                    }
                } catch (IdpException e) {
                    assertThat(e.problem().what()).as("try %s", i).doesNotContain("\n");
                    assertThat(e.problem().code()).as("try %s", i).isNotEqualTo(ProblemCode.CACHE_BROKEN);
                }
            }
        }
    }

    @Test
    void with_a_damaged_pack_is_blamed_on_the_server_and_keeps_the_cache() throws IOException {
        server.firstCommit();
        var warm = open("warm");
        var before = warm.snapshot();
        var cache = Files.readString(warm.cachePath().resolve("idp-cache"));
        commit(open("other"), put("file", "1"));
        server.answerFetchesWith(answer -> {
            var text = new String(answer, StandardCharsets.ISO_8859_1);
            answer[text.lastIndexOf("PACK") + 20] ^= 1;
            return answer;
        });

        for (var repository : List.of(warm, open("cold"))) {
            var problem = Problems.of(repository::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
            assertThat(problem.what()).contains("the Git server sent damaged");
            assertThat(problem.retryable()).isTrue();
        }
        assertThat(before.read(path("file"))).isInstanceOf(StateFile.Regular.class);
        assertThat(Files.readString(warm.cachePath().resolve("idp-cache"))).isEqualTo(cache);
    }

    @Test
    void for_a_fetch_is_reported_as_unreachable() throws IOException {
        server.firstCommit();
        var warm = open("warm");
        warm.snapshot();
        server.answerFetchesWith(answer -> page("text/html", "<html>sign in</html>"));

        var problem = Problems.of(open("cold")::snapshot);

        assertThat(problem.code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
        assertThat(problem.retryable()).isTrue();
    }

    @Test
    void before_a_push_sends_nothing() throws IOException {
        server.firstCommit();
        var repository = open("warm");
        var base = repository.snapshot();
        for (var answer : answers().entrySet()) {
            server.advertise(answer.getValue());
            server.forgetAsked();

            var problem = Problems.of(() -> repository.commit(base, List.of(put("file", "1"))));

            assertThat(problem.code()).as(answer.getKey()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
            assertThat(server.asked()).as(answer.getKey()).containsExactly("git-receive-pack refs");
        }
        assertThat(server.messages()).containsExactly("first");
    }

    @Test
    void is_not_confused_with_that_of_an_empty_repository() throws IOException {
        var repository = open("empty");
        var empty = repository.snapshot();
        assertThat(empty.commit()).isEmpty();

        repository.commit(empty, List.of(put("file", "1")));

        assertThat(server.messages()).containsExactly("write file");
    }
}
