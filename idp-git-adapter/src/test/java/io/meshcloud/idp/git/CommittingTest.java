// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import static io.meshcloud.idp.git.GitFixture.NOW;
import static io.meshcloud.idp.git.GitFixture.commit;
import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.delete;
import static io.meshcloud.idp.git.GitFixture.path;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileRevision;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommittingTest {
    @TempDir
    private Path scratch;

    private BareRepository remote;
    private GitStateRepository repository;

    @BeforeEach
    void open() {
        remote = BareRepository.create(scratch.resolve("state.git"));
        repository = GitFixture.local(remote, scratch);
    }

    @Nested
    class A_commit {

        @Test
        void touches_exactly_the_paths_asked_for() {
            commit(repository, put("a/b/one", "1"), put("a/b.c/two", "2"), put("a/b-c/three", "3"), put("z", "4"));

            var committed = commit(repository, put("a/b/one", "5"), delete("a/b-c/three"), put("a/bb/four", "6"));

            var ids = committed.commits();
            assertThat(remote.touched(ids.get(0))).containsExactly("a/b/one");
            assertThat(remote.touched(ids.get(1))).containsExactly("a/b-c/three");
            assertThat(remote.touched(ids.get(2))).containsExactly("a/bb/four");
            assertThat(remote.git("ls-tree", "-r", "--name-only", "main").lines())
                    .containsExactly("a/b.c/two", "a/b/one", "a/bb/four", "z");
            remote.assertIntact();
        }

        @Test
        void has_the_platform_as_author_and_committer() {
            var named = new GitStateRepository(config(remote.folder().toString(), scratch)
                    .withCommitter(new GitConfig.Identity("platform of Likvid", "platform@likvid.example")));

            commit(named, put("file", "1"));

            assertThat(remote.git("log", "-1", "--format=%an <%ae> %cn <%ce> %aI %cI", "main"))
                    .isEqualTo("platform of Likvid <platform@likvid.example> platform of Likvid"
                            + " <platform@likvid.example> 2026-10-01T12:00:00+00:00 2026-10-01T12:00:00+00:00");
        }

        @Test
        void is_never_older_than_its_parent() {
            commit(repository, put("file", "1"));
            var behind = new GitStateRepository(config(remote.folder().toString(), scratch)
                    .withClock(Clock.fixed(NOW.minus(Duration.ofDays(9)), ZoneOffset.UTC)));

            commit(behind, put("file", "2"));

            assertThat(remote.git("log", "-1", "--format=%cI", "main")).isEqualTo("2026-10-01T12:00:00+00:00");
        }

        @Test
        void replaces_an_executable_file_with_a_plain_file() {
            remote.commit("main", "first", Map.of("file", Bytes.utf8("1")));
            var tree = remote.git("ls-tree", "main").replace("100644", "100755");
            assertThat(tree).startsWith("100755");

            commit(repository, put("file", "2"));

            assertThat(remote.git("ls-tree", "main")).startsWith("100644");
        }
    }

    @Nested
    class An_obstacle {

        @ParameterizedTest
        @ValueSource(strings = {"a", "a/b"})
        void a_folder_where_a_file_should_be_is_refused(String file) {
            commit(repository, put("a/b/c", "1"));

            assertRefused(put(file, "2"), file);
            assertRefused(delete(file), file);
        }

        @Test
        void a_file_where_a_folder_should_be_is_refused() {
            commit(repository, put("a/b", "1"));

            assertRefused(put("a/b/c", "2"), "'b'");
        }

        @Test
        void a_link_where_a_folder_should_be_is_refused() {
            remote.link("main", "link", "a/b", "../elsewhere");

            assertRefused(put("a/b/c", "2"), "symbolic link");
        }

        @Test
        void a_file_of_the_same_push_is_refused_and_no_commit_of_the_push_remains() {
            var base = repository.snapshot();

            var problem = Problems.of(() -> repository.commit(base, List.of(put("a", "1"), put("a/b", "2"))));

            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_A_REGULAR_FILE);
            assertThat(remote.tip("main")).isEmpty();
        }

        private void assertRefused(Change change, String word) {
            var tip = remote.tip("main");

            var problem = Problems.of(() -> commit(repository, change));

            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_A_REGULAR_FILE);
            assertThat(problem.what()).contains(word);
            assertThat(remote.tip("main")).isEqualTo(tip);
        }
    }

    @Nested
    class Merges_in_history {

        @Test
        void are_changes_only_if_they_differ_from_every_parent() {
            var base = remote.commit("main", "base", Map.of("file", Bytes.utf8("0"), "other", Bytes.utf8("0")));
            remote.git("update-ref", "refs/heads/side", base.value());
            var main = remote.commit("main", "main", Map.of("other", Bytes.utf8("1")));
            var side = remote.commit("side", "side", Map.of("file", Bytes.utf8("1")));
            var plain = merge(main.value(), side.value(), Map.of("other", "1", "file", "1"));
            var odd = remote.commit("side", "side again", Map.of("file", Bytes.utf8("2")));
            var evil = merge(plain, odd.value(), Map.of("other", "1", "file", "3"));
            remote.git("update-ref", "refs/heads/main", evil);

            assertThat(history("file"))
                    .extracting(revision -> revision.commit().value())
                    .containsExactlyInAnyOrder(evil, odd.value(), side.value(), base.value());
            assertThat(history("other"))
                    .extracting(revision -> revision.commit().value())
                    .containsExactlyInAnyOrder(main.value(), base.value());
        }

        private String merge(String first, String second, Map<String, String> files) {
            var content = new java.util.HashMap<String, Bytes>();
            files.forEach((name, text) -> content.put(name, Bytes.utf8(text)));
            remote.git("update-ref", "refs/heads/scratch", first);
            var tree = remote.git("rev-parse", remote.commit("scratch", "tree", content) + "^{tree}");
            return remote.git("commit-tree", "-m", "merge", "-p", first, "-p", second, tree);
        }

        private List<FileRevision> history(String file) {
            var revisions = new ArrayList<FileRevision>();
            repository.history(repository.snapshot(), path(file), revisions::add);
            return revisions;
        }
    }

    @Nested
    class Abbreviated_ids {

        @Test
        void that_two_commits_share_are_refused_until_one_more_digit_is_given() {
            var changes = new ArrayList<Change>();
            for (int i = 0; i < 600; i++) {
                changes.add(put("file", "text " + i));
            }
            var committed = commit(repository, changes.toArray(Change[]::new));
            var shared = new java.util.HashMap<String, Integer>();
            committed.commits().forEach(id -> shared.merge(id.value().substring(0, 4), 1, Integer::sum));
            var twice = shared.entrySet().stream()
                    .filter(entry -> entry.getValue() > 1)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow();
            var one = committed.commits().stream()
                    .filter(id -> id.value().startsWith(twice))
                    .findFirst()
                    .orElseThrow();

            var problem = Problems.of(() -> repository.at(committed.snapshot(), twice));

            assertThat(problem.code()).isEqualTo(ProblemCode.AMBIGUOUS_COMMIT);
            assertThat(problem.what()).contains(one.value());
            assertThat(repository
                            .at(committed.snapshot(), one.abbreviated())
                            .orElseThrow()
                            .commit())
                    .contains(one);
            assertThat(repository.at(committed.snapshot(), twice.substring(0, 3)))
                    .isEmpty();
        }
    }
}
