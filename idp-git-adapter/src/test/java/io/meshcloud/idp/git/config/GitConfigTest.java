// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitConfigTest {

    @Nested
    class A_url {

        @ParameterizedTest
        @CsvSource({
            "/srv/state.git, LOCAL",
            "state.git, LOCAL",
            "file:///srv/state.git, LOCAL",
            "http://git.example/state.git, HTTP",
            "https://robot@git.example/state.git, HTTP",
            "ssh://git@git.example:2222/state.git, SSH",
            "git@git.example:state.git, SSH",
            "git://git.example/state.git, GIT",
            "git.example:org/a@b.git, SSH",
            "./a:b@c, LOCAL",
            "/srv/a:b@c, LOCAL",
            "file://localhost/srv/state.git, LOCAL",
        })
        void determines_the_transport(String url, RemoteUrl.Kind kind) {
            assertThat(RemoteUrl.parse(url).kind()).isEqualTo(kind);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://robot:s3cret@git.example/state.git",
                    "ssh://git:s3cret@git.example/state.git",
                    "https://robot:s3%zzcret@git.example:x/state.git",
                    "u:s3cret@127.0.0.1:x.git",
                    "u:s3cret@git.example/x.git",
                    "robot:s3cret@git.example/x.git",
                    "u:s3@cret@git.example:x.git",
                    "git://robot:s3cret@git.example/x.git",
                    "file://robot:s3cret@git.example/x.git",
                })
        void with_a_password_is_refused_without_repeating_it(String url) {
            var problem = Problems.of(() -> RemoteUrl.parse(url));

            assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
            assertThat(problem + problem.fix()).doesNotContain("s3").doesNotContain("cret");
            assertThat(problem.fix()).contains("IDP_STATE_TOKEN");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ftp://git.example/state.git",
                    "",
                    "https:///state.git",
                    "s3://bucket/state",
                    "https://git.example",
                    "ssh://git.example",
                    "git://git.example",
                    "file://git.example/srv/state.git",
                    "file:",
                    "https://git.example:70000/state.git",
                })
        void that_is_invalid_is_refused_with_the_settings(String url) {
            assertThat(Problems.of(() -> GitConfig.of(url, Map.of())).code())
                    .isEqualTo(ProblemCode.INVALID_CONFIGURATION);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://git.example/state.git?private_token=s3cret",
                    "http://git.example/state.git#s3cret",
                    "git:s3cret@git.example:state.git",
                })
        void with_a_possible_token_is_refused_without_repeating_it(String url) {
            var problem = Problems.of(() -> GitConfig.of(url, Map.of()));

            assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
            assertThat(problem + problem.fix() + problem.where()).doesNotContain("s3cret");
        }

        @Test
        void is_printed_without_its_user_which_may_be_a_token() {
            assertThat(RemoteUrl.parse("https://s3cret@git.example/state.git"))
                    .hasToString("https://git.example/state.git");
            assertThat(GitConfig.of("https://s3cret@git.example/x", Map.of("IDP_STATE_TOKEN", "t0ken")))
                    .hasToString("https://git.example/x");
        }
    }

    @Nested
    class Defaults {

        @Test
        void put_the_cache_in_the_XDG_cache_folder() {
            assertThat(GitConfig.of("x", Map.of("HOME", "/home/a")).cacheFolder())
                    .isEqualTo(Path.of("/home/a/.cache/idp/state"));
            assertThat(GitConfig.of("x", Map.of("HOME", "/home/a", "XDG_CACHE_HOME", "/caches"))
                            .cacheFolder())
                    .isEqualTo(Path.of("/caches/idp/state"));
            assertThat(GitConfig.of("x", Map.of("HOME", "/home/a", "XDG_CACHE_HOME", "relative"))
                            .cacheFolder())
                    .isEqualTo(Path.of("/home/a/.cache/idp/state"));
        }

        @Test
        void read_the_token_from_its_variable() {
            assertThat(GitConfig.of("x", Map.of("IDP_STATE_TOKEN", "t0ken"))
                            .token()
                            .get())
                    .contains("t0ken");
            assertThat(GitConfig.of("x", Map.of("IDP_STATE_TOKEN", "")).token().get())
                    .isEmpty();
        }
    }

    @Nested
    class Invalid_settings {

        @ParameterizedTest
        @ValueSource(strings = {"a b", "-", "..", "a..b", "x.lock", "a\nb", ""})
        void include_branches_that_git_does_not_allow(String branch) {
            var config = GitConfig.of("x", Map.of());
            if (branch.equals("-")) {
                // unusual, and allowed by git
                assertThat(config.withBranch(branch).branch()).isEqualTo("-");
                return;
            }
            assertThat(Problems.of(() -> config.withBranch(branch)).code())
                    .isEqualTo(ProblemCode.INVALID_CONFIGURATION);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "a\nb", "a <b", "a> b", "a\u0000b"})
        void include_names_that_would_break_a_commit(String name) {
            assertThat(Problems.of(() -> new GitConfig.Identity(name, "a@b")).code())
                    .isEqualTo(ProblemCode.INVALID_CONFIGURATION);
            assertThat(Problems.of(() -> new GitConfig.Identity("a", name)).code())
                    .isEqualTo(ProblemCode.INVALID_CONFIGURATION);
        }

        @Test
        void include_a_timeout_of_zero() {
            var config = GitConfig.of("x", Map.of());
            assertThat(Problems.of(() -> config.withTimeout(Duration.ZERO)).code())
                    .isEqualTo(ProblemCode.INVALID_CONFIGURATION);
        }
    }
}
