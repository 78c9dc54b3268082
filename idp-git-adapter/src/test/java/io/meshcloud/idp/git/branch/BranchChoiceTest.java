// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.branch;

import static io.meshcloud.idp.git.GitFixture.commit;
import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.GitHttpServer;
import io.meshcloud.idp.git.GitStateRepository;
import io.meshcloud.idp.git.Problems;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.transport.ProtocolV2;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
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
        void a_given_branch_is_created() {
            var remote = remote("main");

            commit(open(remote.folder().toString(), "state"), put("file", "1"));

            assertThat(remote.tip("state")).isNotEmpty();
            assertThat(remote.tip("main")).isEmpty();
        }

        @Test
        void on_a_local_path_the_branch_of_HEAD_is_used() {
            var remote = remote("trunk");
            var repository = open(remote.folder().toUri().toString(), null);

            commit(repository, put("file", "1"));

            assertThat(remote.tip("trunk")).isNotEmpty();
            assertThat(repository.notes()).isEmpty();
        }

        @Test
        void over_http_the_branch_that_the_server_reports_is_used() throws IOException {
            var remote = remote("trunk");
            try (var server = GitHttpServer.serve(scratch)) {
                var repository = open(server.url(remote), null);

                commit(repository, put("file", "1"));

                assertThat(remote.tip("trunk")).isNotEmpty();
                assertThat(repository.notes()).isEmpty();
            }
        }

        @Test
        void without_a_report_main_is_used_and_a_note_says_so() throws IOException {
            var remote = remote("trunk");
            remote.git("config", "lsrefs.unborn", "ignore");
            try (var server = GitHttpServer.serve(scratch)) {
                var told = new ArrayList<String>();
                var repository = new GitStateRepository(config(server.url(remote), scratch), told::add);

                repository.snapshot();
                commit(repository, put("file", "1"));

                assertThat(remote.tip("main")).isNotEmpty();
                assertThat(told).isEqualTo(repository.notes());
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
        void the_default_branch_of_the_remote_is_used() throws IOException {
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
        void a_given_branch_that_does_not_exist_is_refused_with_the_existing_ones() throws IOException {
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
        void a_branch_must_be_given_if_HEAD_names_none_of_them() {
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
            var tip = remote.tip("main");
            remote.commit("other", "second", Map.of("file", Bytes.utf8("2")));
            remote.git("update-ref", "-d", "refs/heads/main");

            assertThat(Problems.of(repository::snapshot).code()).isEqualTo(ProblemCode.BRANCH_REWRITTEN);

            remote.git("update-ref", "refs/heads/main", tip);
            var back = remote.commit("main", "back", Map.of("file", Bytes.utf8("3")));
            assertThat(repository.snapshot().commit()).contains(back);
        }
    }

    /** A branch name from the server would become a file name in the cache. */
    @Nested
    class Of_a_server_that_sends_a_path_as_branch {
        private static final String EVIL = "refs/heads/../../../evil";
        private static final String ID = "1234567890123456789012345678901234567890";

        @Test
        void as_the_branch_of_an_empty_repository_the_path_is_ignored() throws IOException {
            var version = pkt("version 2\n") + pkt("ls-refs=unborn\n") + "0000";
            try (var server = new Canned(version, pkt("unborn HEAD symref-target:" + EVIL + "\n") + "0000")) {
                assertThat(ProtocolV2.headOfEmpty(config(server.url(), scratch), RemoteUrl.parse(server.url())))
                        .isEmpty();
            }
        }

        @Test
        void among_its_branches_the_path_is_ignored() throws IOException {
            var refs = pkt("# service=git-upload-pack\n") + "0000" + pkt(ID + " HEAD\0symref=HEAD:" + EVIL + "\n")
                    + pkt(ID + " " + EVIL + "\n") + "0000";
            try (var server = new Canned(refs, "")) {
                assertThat(open(server.url(), null).snapshot().commit()).isEmpty();
            }
        }

        private static String pkt(String line) {
            return "%04x%s".formatted(line.length() + 4, line);
        }

        /** Answers every request with the same text. */
        private static final class Canned implements AutoCloseable {
            private final HttpServer server =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

            Canned(String refs, String answer) throws IOException {
                say("/state.git/info/refs", "application/x-git-upload-pack-advertisement", refs);
                say("/state.git/git-upload-pack", "application/x-git-upload-pack-result", answer);
                server.start();
            }

            private void say(String path, String type, String text) {
                server.createContext(path, exchange -> {
                    try (exchange) {
                        exchange.getResponseHeaders().add("Content-Type", type);
                        exchange.sendResponseHeaders(200, 0);
                        exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
                    }
                });
            }

            String url() {
                return "http://127.0.0.1:" + server.getAddress().getPort() + "/state.git";
            }

            @Override
            public void close() {
                server.stop(0);
            }
        }
    }
}
