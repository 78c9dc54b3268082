// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import static io.meshcloud.idp.git.GitFixture.commit;
import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.delete;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.GitFixture;
import io.meshcloud.idp.git.GitHttpServer;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.Problems;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.StateFile;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpPushTest {
    @TempDir
    private Path scratch;

    private BareRepository remote;
    private GitHttpServer server;

    @BeforeEach
    void serve() throws IOException {
        remote = BareRepository.create(scratch.resolve("state.git"));
        remote.commit("main", "first", Map.of("a/b/file", Bytes.utf8("0"), "other", Bytes.utf8("0")));
        server = GitHttpServer.serve(scratch);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private GitStateRepository open() {
        return new GitStateRepository(config(server.url(remote), scratch));
    }

    /** The requests of a push, without those of the fetch before it. */
    private List<String> requestsOf(Runnable push) {
        int before = server.requests().size();
        push.run();
        return server.requests().stream()
                .skip(before)
                .map(request -> request.substring(0, request.lastIndexOf(' ')))
                .toList();
    }

    @Test
    void requests_the_capabilities_once_and_then_sends_one_request_per_push() {
        var repository = open();
        var first = repository.snapshot();
        var tip = new ArrayList<CommitResult.Committed>();

        var firstPush = requestsOf(() ->
                tip.add((CommitResult.Committed) repository.commit(first, List.of(put("a/b/file", "1")))));
        var secondPush = requestsOf(() -> repository.commit(tip.get(0).snapshot(), List.of(put("a/b/file", "2"))));

        assertThat(firstPush).containsExactly("GET /state.git/info/refs", "POST /state.git/git-receive-pack");
        assertThat(secondPush).containsExactly("POST /state.git/git-receive-pack");
        assertThat(remote.git("show", "main:a/b/file")).isEqualTo("2");
        remote.assertIntact();
    }

    @Test
    void sends_many_commits_and_keeps_other_files() {
        var repository = open();
        var changes = new ArrayList<Change>();
        IntStream.range(0, 150).forEach(i -> changes.add(put("a/b/file" + i % 60, "text " + i)));
        changes.add(delete("a/b/file"));

        var committed = commit(repository, changes.toArray(Change[]::new));

        assertThat(committed.commits()).hasSize(151);
        assertThat(remote.commits("main")).isEqualTo(152);
        assertThat(remote.git("show", "main:a/b/file29")).isEqualTo("text 149");
        assertThat(remote.git("show", "main:other")).isEqualTo("0");
        remote.assertIntact();
    }

    @Nested
    @Slow
    class A_pushed_commit {

        @Test
        void can_be_read_before_the_cache_has_it() {
            var repository = open();

            var committed = commit(repository, put("a/b/file", "1"), put("c/new", "2"));

            assertThat(committed.snapshot().read(GitFixture.path("a/b/file")))
                    .isEqualTo(new StateFile.Regular(Bytes.utf8("1")));
            assertThat(committed.snapshot().find("new")).containsExactly(GitFixture.path("c/new"));
            assertThat(committed.snapshot().read(GitFixture.path("other")))
                    .isEqualTo(new StateFile.Regular(Bytes.utf8("0")));
        }

        @Test
        void is_in_history_immediately() {
            var repository = open();
            var committed = commit(repository, put("a/b/file", "1"), put("a/b/file", "2"));
            var told = new ArrayList<StateFile>();

            repository.history(
                    committed.snapshot(), GitFixture.path("a/b/file"), revision -> told.add(revision.file()));

            assertThat(told)
                    .extracting(file -> file.regularBytes().orElseThrow().asText())
                    .containsExactly("2", "1", "0");
        }

        @Test
        void is_the_base_of_the_next_push_with_or_without_a_fetch() {
            var repository = open();
            var at = commit(repository, put("a/b/file", "1"));
            for (int i = 2; i < 80; i++) {
                if (i == 70) {
                    repository.snapshot();
                }
                at = (CommitResult.Committed)
                        repository.commit(at.snapshot(), List.of(put("a/b/file" + i, "text " + i)));
            }

            assertThat(remote.commits("main")).isEqualTo(80);
            assertThat(at.snapshot().find("file2")).hasSize(1);
            remote.assertIntact();
        }
    }

    @Test
    void is_reported_as_committed_even_if_a_proxy_answers_with_an_error() {
        var repository = open();
        var base = repository.snapshot();
        server.answerNextPushWith(408);

        var result = repository.commit(base, List.of(put("a/b/file", "1")));

        assertThat(result).isInstanceOf(CommitResult.Committed.class);
        assertThat(remote.commits("main")).isEqualTo(2);
    }

    @Test
    void reports_a_branch_that_was_rewritten_meanwhile() {
        var repository = open();
        var base = commit(repository, put("other", "1")).snapshot();
        remote.git("update-ref", "-d", "refs/heads/main");
        remote.commit("main", "another beginning", Map.of("other", Bytes.utf8("1")));

        var problem = Problems.of(() -> repository.commit(base, List.of(put("a/b/file", "1"))));

        assertThat(problem.code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
        assertThat(remote.commits("main")).isEqualTo(1);
    }

    @Test
    void is_missed_by_the_next_process_if_it_was_dropped() {
        var before = remote.tip("main");
        try (var repository = open()) {
            commit(repository, put("a/b/file", "1"));
        }
        remote.git("update-ref", "refs/heads/main", before);

        try (var next = open()) {
            assertThat(Problems.of(next::snapshot).code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
        }
    }

    @Test
    void is_sent_to_the_target_of_a_redirect_with_one_request_from_then_on() throws IOException {
        try (var other = GitHttpServer.serve(scratch)) {
            other.redirectTo(server.base());
            var repository = new GitStateRepository(config(other.url(remote), scratch));
            var committed = commit(repository, put("a/b/file", "1"));

            var second = requestsOf(() -> repository.commit(committed.snapshot(), List.of(put("a/b/file", "2"))));

            assertThat(second).containsExactly("POST /state.git/git-receive-pack");
        }

        assertThat(remote.git("show", "main:a/b/file")).isEqualTo("2");
    }
}
