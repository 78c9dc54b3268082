package io.meshcloud.idp.git;

import static io.meshcloud.idp.git.StateBench.commit;
import static io.meshcloud.idp.git.StateBench.config;
import static io.meshcloud.idp.git.StateBench.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BranchChoiceTest {
    @TempDir
    private Path scratch;

    private BareRepository remote(String head) {
        return BareRepository.create(scratch.resolve("state.git"), head);
    }

    private GitStateRepository open(String url, String branch) {
        return new GitStateRepository(config(url, scratch).withBranch(branch));
    }

    @Nested
    class Of_an_empty_repository {

        @Test
        void a_given_branch_is_made() {
            var remote = remote("main");

            commit(open(remote.folder().toString(), "state"), put("file", "1"));

            assertThat(remote.tip("state")).isNotEmpty();
            assertThat(remote.tip("main")).isEmpty();
        }

        @Test
        void by_path_it_is_the_one_that_HEAD_names() {
            var remote = remote("trunk");
            var repository = open(remote.folder().toUri().toString(), null);

            commit(repository, put("file", "1"));

            assertThat(remote.tip("trunk")).isNotEmpty();
            assertThat(repository.notes()).isEmpty();
        }

        @Test
        void over_http_it_is_the_one_that_the_server_tells() throws IOException {
            var remote = remote("trunk");
            try (var server = GitHttpServer.serve(scratch)) {
                var repository = open(server.url(remote), null);

                commit(repository, put("file", "1"));

                assertThat(remote.tip("trunk")).isNotEmpty();
                assertThat(repository.notes()).isEmpty();
            }
        }

        @Test
        void where_nobody_tells_it_is_main_and_a_note_says_so() throws IOException {
            var remote = remote("trunk");
            remote.git("config", "lsrefs.unborn", "ignore");
            try (var server = GitHttpServer.serve(scratch)) {
                var repository = open(server.url(remote), null);

                commit(repository, put("file", "1"));

                assertThat(remote.tip("main")).isNotEmpty();
                assertThat(repository.notes())
                        .singleElement()
                        .asString()
                        .contains("'main'")
                        .contains("--branch");
            }
        }
    }

    @Nested
    class Of_a_repository_with_commits {

        @Test
        void without_a_given_one_it_is_the_remotes_own() throws IOException {
            var remote = remote("trunk");
            remote.commit("trunk", "first", Map.of("file", Bytes.utf8("trunk")));
            remote.commit("other", "second", Map.of("file", Bytes.utf8("other")));
            try (var server = GitHttpServer.serve(scratch)) {
                for (var url : new String[] {remote.folder().toString(), server.url(remote)}) {
                    commit(open(url, null), put("more", url));
                }
            }

            assertThat(remote.commits("trunk")).isEqualTo(3);
            assertThat(remote.commits("other")).isEqualTo(1);
        }

        @Test
        void a_given_one_that_is_not_there_is_refused_with_those_that_are() throws IOException {
            var remote = remote("trunk");
            remote.commit("trunk", "first", Map.of("file", Bytes.utf8("1")));
            remote.commit("other", "second", Map.of("file", Bytes.utf8("1")));
            try (var server = GitHttpServer.serve(scratch)) {
                for (var url : new String[] {remote.folder().toString(), server.url(remote)}) {
                    var problem = Problems.of(open(url, "stat")::snapshot);

                    assertThat(problem.code()).isEqualTo(ProblemCode.BRANCH_NOT_FOUND);
                    assertThat(problem.what()).contains("'stat'", "'other'", "'trunk'");
                }
            }
            assertThat(remote.tip("stat")).isEmpty();
        }

        @Test
        void where_HEAD_names_none_of_them_one_must_be_given() {
            var remote = remote("gone");
            remote.commit("one", "first", Map.of("file", Bytes.utf8("1")));
            remote.commit("two", "second", Map.of("file", Bytes.utf8("2")));

            var problem = Problems.of(open(remote.folder().toString(), null)::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.BRANCH_NOT_FOUND);
            assertThat(problem.what()).contains("'one'", "'two'");
        }

        @Test
        void a_branch_that_is_deleted_and_comes_back_is_followed() {
            var remote = remote("main");
            var repository = open(remote.folder().toString(), "main");
            commit(repository, put("file", "1"));
            remote.commit("other", "second", Map.of("file", Bytes.utf8("2")));
            remote.git("update-ref", "-d", "refs/heads/main");

            assertThat(Problems.of(repository::snapshot).code()).isEqualTo(ProblemCode.BRANCH_NOT_FOUND);

            var back = remote.commit("main", "back", Map.of("file", Bytes.utf8("3")));
            assertThat(repository.snapshot().commit()).contains(back);
        }
    }
}
