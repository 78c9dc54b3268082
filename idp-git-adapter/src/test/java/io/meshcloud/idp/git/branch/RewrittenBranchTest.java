// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.branch;

import static io.meshcloud.idp.git.GitFixture.commit;
import static io.meshcloud.idp.git.GitFixture.path;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.CommitMessage.Trailer;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.GitFixture;
import io.meshcloud.idp.git.GitHttpServer;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.Problems;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewrittenBranchTest {
    @TempDir
    private Path scratch;

    private BareRepository remote;
    private GitStateRepository repository;

    @BeforeEach
    void fill() {
        remote = BareRepository.create(scratch.resolve("state.git"));
        for (int i = 1; i <= 4; i++) {
            remote.commit("main", "commit " + i, Map.of("file", Bytes.utf8("text " + i)));
        }
        repository = GitFixture.local(remote, scratch);
        repository.snapshot();
    }

    /** What another user does to the branch. */
    private enum Rewrite {
        AMENDED_TIP {
            @Override
            void on(BareRepository remote) {
                remote.git("update-ref", "refs/heads/main", remote.git("rev-parse", "main~1"));
                remote.commit("main", "amended", Map.of("file", Bytes.utf8("amended")));
            }
        },
        DROPPED_COMMITS {
            @Override
            void on(BareRepository remote) {
                remote.git("update-ref", "refs/heads/main", remote.git("rev-parse", "main~2"));
            }
        },
        UNRELATED_HISTORY {
            @Override
            void on(BareRepository remote) {
                remote.git("update-ref", "-d", "refs/heads/main");
                remote.commit("main", "another beginning", Map.of("other", Bytes.utf8("1")));
                remote.commit("main", "and more", Map.of("other", Bytes.utf8("2")));
            }
        };

        abstract void on(BareRepository remote);
    }

    private void deleteCache() throws IOException {
        try (Stream<Path> files = Files.walk(scratch.resolve("cache"))) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private GitStateRepository elsewhere() {
        return new GitStateRepository(
                GitFixture.config(remote.folder().toString(), scratch).withCacheFolder(scratch.resolve("elsewhere")));
    }

    private static void assertRefuses(GitStateRepository with, String was, String now) {
        var problem = Problems.of(with::snapshot);
        assertThat(problem.code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
        assertThat(problem.what()).contains(was).contains(now).contains("Somebody Else");
        assertThat(problem.fix()).contains("`git --git-dir=").contains("idp accept-rewrite " + now.substring(0, 10));
    }

    private static CommitMessage acceptance() {
        return new CommitMessage(
                "accept-rewrite: test", List.of(new Trailer(TrailerKey.ACTION, Action.ACCEPT_REWRITE.word())));
    }

    private static void accept(GitStateRepository with) {
        assertThat(with.accept(with.look().orElseThrow(), acceptance())).isInstanceOf(CommitResult.Committed.class);
    }

    private static void assertRewritten(GitStateRepository with, String was) {
        var problem = Problems.of(with::snapshot);
        assertThat(problem.code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
        assertThat(problem.what()).contains(was);
    }

    /** An acceptance of the branch that was made with git, by somebody under this name. */
    private void pushAcceptance(String name, CommitMessage message) {
        var words = List.of(
                "env",
                "GIT_AUTHOR_NAME=" + name,
                "GIT_AUTHOR_EMAIL=idp@localhost",
                "GIT_COMMITTER_NAME=" + name,
                "GIT_COMMITTER_EMAIL=idp@localhost",
                "git",
                "commit-tree",
                "main^{tree}",
                "-p",
                "main",
                "-m",
                message.toString());
        var commit = RealPart.run(remote.folder(), words.toArray(String[]::new)).strip();
        remote.git("update-ref", "refs/heads/main", commit);
    }

    @ParameterizedTest
    @EnumSource
    void is_refused_in_the_process_that_saw_it_before_and_in_the_next_one(Rewrite rewrite) {
        var was = remote.tip("main");
        rewrite.on(remote);
        var now = remote.tip("main");

        assertRefuses(repository, was, now);
        assertRefuses(repository, was, now);
        assertRefuses(GitFixture.local(remote, scratch), was, now);
        assertThat(Problems.of(repository::snapshot).fix())
                .contains("log " + was.substring(0, 10) + ".." + now.substring(0, 10));
        assertThat(remote.tip("main")).as("the branch at the remote").isEqualTo(now);
    }

    @ParameterizedTest
    @EnumSource
    void is_refused_even_if_the_cache_was_deleted(Rewrite rewrite) throws IOException {
        var was = remote.tip("main");
        rewrite.on(remote);
        deleteCache();

        var problem = Problems.of(repository::snapshot);

        assertThat(problem.code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
        assertThat(problem.what()).contains(was, remote.tip("main"));
        assertThat(problem.fix()).contains("log ", "idp accept-rewrite");
    }

    @ParameterizedTest
    @EnumSource
    void can_be_used_by_all_processes_once_one_has_accepted_it(Rewrite rewrite) throws IOException {
        var other = elsewhere();
        other.snapshot();
        var was = remote.tip("main");
        rewrite.on(remote);
        var now = remote.tip("main");
        assertRefuses(repository, was, now);
        assertRefuses(other, was, now);

        accept(other);

        assertThat(remote.git("rev-parse", "main~1"))
                .as("no commit of another writer is lost")
                .isEqualTo(now);
        assertThat(remote.git("rev-parse", "main^{tree}")).isEqualTo(remote.git("rev-parse", "main~1^{tree}"));
        commit(other, put("new", "1"));
        commit(repository, put("new", "2"));
        commit(GitFixture.local(remote, scratch), put("new", "3"));
        remote.assertIntact();
    }

    @Nested
    class Accepted {

        @Test
        void by_a_process_that_never_saw_the_branch_is_valid_for_those_that_did() {
            Rewrite.DROPPED_COMMITS.on(remote);

            accept(elsewhere());

            commit(repository, put("new", "1"));
        }

        @Test
        void reports_the_dropped_commit_and_is_in_history() {
            var was = remote.tip("main");
            Rewrite.AMENDED_TIP.on(remote);
            var now = remote.tip("main");

            var tip = repository.look().orElseThrow();
            assertThat(tip.commit().value()).isEqualTo(now);
            assertThat(tip.optionalPrevious().orElseThrow().value()).isEqualTo(was);
            assertThat(repository.acceptance(tip, now.substring(0, 7))).isEmpty();
            accept(repository);
            commit(repository, put("new", "1"));

            var after = repository.look().orElseThrow();
            assertThat(after.optionalPrevious()).isEmpty();
            assertThat(repository
                            .acceptance(after, now.substring(0, 7))
                            .orElseThrow()
                            .value())
                    .isEqualTo(remote.git("rev-parse", "main~1"));
        }

        @Test
        void is_not_valid_for_the_next_rewrite() {
            Rewrite.AMENDED_TIP.on(remote);
            accept(repository);
            var accepted = remote.tip("main");
            commit(repository, put("new", "1"));
            var was = remote.tip("main");
            remote.git("update-ref", "refs/heads/main", accepted);
            remote.commit("main", "on top", Map.of("file", Bytes.utf8("on top")));

            assertRefuses(repository, was, remote.tip("main"));
        }

        @Test
        void is_not_valid_for_the_next_rewrite_if_a_rebase_copies_it() {
            Rewrite.AMENDED_TIP.on(remote);
            var message = new CommitMessage(
                    "accept-rewrite: test",
                    List.of(
                            new Trailer(TrailerKey.ACTION, Action.ACCEPT_REWRITE.word()),
                            new Trailer(TrailerKey.REQUEST_ID, "5c9d3c1e-6f0d-4a52-9d58-0a4d3c6f2b11")));
            repository.accept(repository.look().orElseThrow(), message);
            commit(repository, put("new", "1"));
            var was = remote.tip("main");
            remote.git("update-ref", "refs/heads/main", remote.git("rev-parse", "main~3"));
            remote.commit("main", "reworded", Map.of("file", Bytes.utf8("reworded")));
            pushAcceptance("idp", message);

            assertRewritten(repository, was);
            assertRewritten(GitFixture.local(remote, scratch), was);
        }

        @Test
        void is_refused_if_another_commit_was_pushed_in_between() {
            Rewrite.AMENDED_TIP.on(remote);
            var seen = repository.look().orElseThrow();
            remote.commit("main", "in between", Map.of("file", Bytes.utf8("in between")));

            assertThat(repository.accept(seen, acceptance())).isInstanceOf(CommitResult.Conflict.class);
            assertThat(Problems.of(repository::snapshot).code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
        }

        @Test
        void while_the_cache_of_another_process_is_deleted() throws IOException {
            var was = remote.tip("main");
            Rewrite.UNRELATED_HISTORY.on(remote);
            var message = new CommitMessage(
                    "accept-rewrite: test",
                    List.of(
                            new Trailer(TrailerKey.ACTION, Action.ACCEPT_REWRITE.word()),
                            new Trailer(TrailerKey.PREVIOUS_TIP, was)));
            var other = elsewhere();
            other.accept(other.look().orElseThrow(), message);
            deleteCache();

            commit(repository, put("new", "1"));
        }
    }

    @Nested
    class With_an_acceptance_made_with_git {

        private Path key(String name) {
            var file = scratch.resolve(name);
            RealPart.program("ssh-keygen");
            RealPart.run(scratch, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString());
            return file;
        }

        private GitStateRepository signing(Path key, Path signers, String cache) {
            return new GitStateRepository(GitFixture.config(remote.folder().toString(), scratch)
                    .withCacheFolder(scratch.resolve(cache))
                    .withSigning(new GitConfig.Signing(key, signers)));
        }

        @ParameterizedTest
        @EnumSource
        void is_refused_if_the_name_is_not_that_of_the_platform(Rewrite rewrite) {
            var was = remote.tip("main");
            rewrite.on(remote);
            pushAcceptance("Somebody Else", acceptance());

            assertRewritten(repository, was);
            var tip = repository.look().orElseThrow();
            assertThat(tip.optionalPrevious()).isPresent();
            assertThat(repository.acceptance(tip, remote.tip("main"))).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void is_refused_without_a_good_signature_where_allowed_signers_are_configured(Rewrite rewrite)
                throws IOException {
            var key = key("platform");
            var signers = Files.writeString(
                    scratch.resolve("signers"), "platform " + Files.readString(Path.of(key + ".pub")));
            var reader = signing(key, signers, "cache-of-reader");
            reader.snapshot();
            var was = remote.tip("main");
            rewrite.on(remote);
            pushAcceptance("idp", acceptance());
            assertRewritten(reader, was);
            assertThat(reader.addsOnlyOwnCommits(reader.look().orElseThrow(), remote.git("rev-parse", "main~1")))
                    .isFalse();

            accept(signing(key("stranger"), signers, "cache-of-stranger"));
            assertRewritten(reader, was);

            accept(signing(key, signers, "cache-of-other"));
            assertThat(reader.snapshot().isEmpty()).isFalse();
        }
    }

    @Nested
    class Whose_dropped_commit_is_known_only_by_id {

        /** A direct push does not bring the commit into the cache. */
        private String pushAndDrop(GitHttpServer server) {
            var pusher = new GitStateRepository(GitFixture.config(server.url(remote), scratch.resolve("pusher")));
            pusher.commit(pusher.snapshot(), List.of(put("new", "1")));
            var was = remote.tip("main");
            pusher.close();
            Rewrite.AMENDED_TIP.on(remote);
            remote.git("update-ref", "refs/heads/main", remote.git("rev-parse", "main~1"));
            remote.commit("main", "instead", Map.of("file", Bytes.utf8("instead")));
            return was;
        }

        private GitStateRepository next(GitHttpServer server) {
            return new GitStateRepository(GitFixture.config(server.url(remote), scratch.resolve("pusher")));
        }

        @Test
        void is_refused_with_commands_that_work() throws IOException {
            try (var server = GitHttpServer.serve(scratch)) {
                var was = pushAndDrop(server);
                remote.git("reflog", "expire", "--expire=now", "--all");
                remote.git("gc", "-q", "--prune=now");

                var problem = Problems.of(next(server)::snapshot);

                assertThat(problem.code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
                assertThat(problem.what()).contains(was);
                assertThat(problem.fix())
                        .contains("log " + remote.tip("main").substring(0, 10) + "`", "does not contain")
                        .doesNotContain("..");
                var command = problem.fix().substring(problem.fix().indexOf("git --git-dir"));
                assertThat(RealPart.succeeds("sh", "-c", command.substring(0, command.indexOf('`'))))
                        .isTrue();
            }
        }

        /** The cache was deleted too, so no commit of the dropped history is there. */
        @Test
        void is_usable_once_a_machine_with_a_clock_that_is_an_hour_slow_accepted_it() throws IOException {
            try (var server = GitHttpServer.serve(scratch)) {
                var pusher = next(server);
                pusher.commit(pusher.snapshot(), List.of(put("new", "1")));
                Rewrite.UNRELATED_HISTORY.on(remote);
                assertThat(Problems.of(pusher::snapshot).code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
                pusher.forget();
                assertThat(Problems.of(pusher::snapshot).code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);

                accept(new GitStateRepository(GitFixture.config(remote.folder().toString(), scratch.resolve("other"))
                        .withClock(Clock.fixed(GitFixture.NOW.minusSeconds(3_600), ZoneOffset.UTC))));

                assertThat(pusher.snapshot().isEmpty()).isFalse();
            }
        }

        @Test
        void can_be_used_once_another_machine_has_accepted_it() throws IOException {
            try (var server = GitHttpServer.serve(scratch)) {
                pushAndDrop(server);
                assertThat(Problems.of(next(server)::snapshot).code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);

                // The other machine's clock is a minute behind.
                var other =
                        new GitStateRepository(GitFixture.config(remote.folder().toString(), scratch.resolve("other"))
                                .withClock(Clock.fixed(GitFixture.NOW.minusSeconds(60), ZoneOffset.UTC)));
                accept(other);

                assertThat(next(server).snapshot().find("file")).hasSize(1);
            }
        }
    }

    @Nested
    class With_new_writers_that_continue {

        private String release(GitStateRepository with, String text) {
            var change = new Change(
                    List.of(new FileEdit.Put(path("release"), Bytes.utf8(text))),
                    new CommitMessage("release", List.of(new Trailer(TrailerKey.ACTION, Action.RELEASE.word()))));
            return commit(with, change).commits().get(0).value();
        }

        @Test
        void is_accepted_by_the_commit_that_was_reviewed() {
            Rewrite.AMENDED_TIP.on(remote);
            var reviewed = remote.tip("main");
            release(elsewhere(), "1");
            release(elsewhere(), "2");

            var tip = repository.look().orElseThrow();

            assertThat(repository.addsOnlyOwnCommits(tip, reviewed.substring(0, 10)))
                    .isTrue();
            accept(repository);
            assertThat(repository.snapshot().find("release")).hasSize(1);
            assertThat(repository.acceptance(repository.look().orElseThrow(), reviewed.substring(0, 10)))
                    .isPresent();
        }

        @Test
        void is_not_accepted_with_commits_of_others_in_between() {
            Rewrite.AMENDED_TIP.on(remote);
            var reviewed = remote.tip("main");
            remote.commit("main", "by hand", Map.of("file", Bytes.utf8("by hand")));
            release(elsewhere(), "1");

            assertThat(repository.addsOnlyOwnCommits(repository.look().orElseThrow(), reviewed))
                    .isFalse();
        }
    }

    @Nested
    class Deleted {

        @Test
        void is_refused_until_it_is_restored() throws IOException {
            var was = remote.tip("main");
            remote.git("update-ref", "-d", "refs/heads/main");

            for (var process : List.of(repository, GitFixture.local(remote, scratch))) {
                var problem = Problems.of(process::snapshot);
                assertThat(problem.code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);
                assertThat(problem.what()).contains("does not exist any more").contains(was);
            }
            deleteCache();
            assertThat(Problems.of(repository::snapshot).code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);

            remote.git("update-ref", "refs/heads/main", was);
            commit(repository, put("new", "1"));
        }

        @Test
        void cannot_be_accepted() {
            remote.git("update-ref", "-d", "refs/heads/main");

            assertThat(repository.look()).isEmpty();
        }
    }

    @Nested
    class That_only_looks_rewritten {

        @Test
        void because_a_server_shows_our_push_late_is_not_refused() {
            var old = repository.snapshot();
            repository.commit(old, List.of(put("new", "1")));

            assertThat(repository.snapshot().find("new")).hasSize(1);
        }

        @Test
        void because_the_remote_still_looks_empty_after_our_first_push_is_accepted() throws IOException {
            var empty = BareRepository.create(scratch.resolve("empty.git"));
            try (var server = GitHttpServer.serve(scratch)) {
                var both = new GitStateRepository(GitFixture.config(server.url(empty), scratch));
                var base = both.snapshot();
                // The client asks for the known branch, and then for all branches: the second answer is the stale one.
                server.beforeItListsBranches(() ->
                        server.beforeItListsBranches(() -> both.commit(base, List.of(put("file", "1")))));

                assertThat(both.snapshot().isEmpty()).isTrue();

                assertThat(both.snapshot().find("file")).hasSize(1);
                both.close();
            }
        }

        @Test
        void because_our_branch_was_renamed_is_accepted() {
            remote.git("branch", "-m", "main", "trunk");
            remote.git("symbolic-ref", "HEAD", "refs/heads/trunk");
            remote.commit("trunk", "more", Map.of("more", Bytes.utf8("1")));

            assertThat(repository.snapshot().find("more")).hasSize(1);
            assertThat(GitFixture.local(remote, scratch).snapshot().find("more"))
                    .hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"refs/heads/main", "idp-fetched", "idp-pushed"})
        void because_of_a_wrong_digit_in_the_cache_is_accepted(String name) throws IOException {
            commit(repository, put("new", "1"));
            try (var caches = Files.newDirectoryStream(scratch.resolve("cache"), Files::isDirectory)) {
                var file = caches.iterator().next().resolve(name);
                var text = Files.readString(file);
                Files.writeString(file, (text.startsWith("0") ? "1" : "0") + text.substring(1));
            }

            assertThat(GitFixture.local(remote, scratch).snapshot().find("new")).hasSize(1);
        }

        @Test
        void cannot_be_noticed_with_a_fresh_cache() {
            Rewrite.DROPPED_COMMITS.on(remote);

            assertThat(elsewhere().snapshot().find("file")).hasSize(1);
        }
    }
}
