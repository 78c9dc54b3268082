// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import static io.meshcloud.idp.git.GitFixture.commit;
import static io.meshcloud.idp.git.GitFixture.config;
import static io.meshcloud.idp.git.GitFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.transport.LocalRepository;
import io.meshcloud.idp.testkit.ReadOnlyFolder;
import io.meshcloud.idp.testkit.RealPart;
import io.meshcloud.idp.testkit.git.BareRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalRemoteTest {
    @TempDir
    private Path scratch;

    private BareRepository remote() {
        return BareRepository.create(scratch.resolve("state.git"));
    }

    private GitStateRepository open(Path path) {
        return new GitStateRepository(config(path.toString(), scratch));
    }

    @Nested
    class A_path_that_is_not_a_repository {

        @Test
        void that_does_not_exist_is_named_with_the_command_to_create_one() {
            var path = scratch.resolve("nowhere");

            var problem = Problems.of(open(path)::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_A_GIT_REPOSITORY);
            assertThat(problem.what()).contains(path.toString()).contains("does not exist");
            assertThat(problem.fix()).contains("git init --bare -b main " + path);
        }

        @Test
        void but_an_empty_folder_is_named_with_the_command_to_create_one() throws IOException {
            var folder = Files.createDirectory(scratch.resolve("folder"));

            var problem = Problems.of(open(folder)::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_A_GIT_REPOSITORY);
            assertThat(problem.fix()).contains("`git init --bare -b main " + folder + "`");
        }

        @Test
        void but_a_folder_with_other_files_is_refused_without_that_command() throws IOException {
            var folder = Files.createDirectory(scratch.resolve("folder"));
            Files.writeString(folder.resolve("file"), "text");

            var problem = Problems.of(open(folder)::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_A_GIT_REPOSITORY);
            assertThat(problem.what()).contains(folder.toString()).contains("other files");
            assertThat(problem.fix()).contains("`git init --bare -b main " + folder.resolve("state.git") + "`");
        }

        @Test
        void but_a_file_is_reported_with_another_folder_to_use() throws IOException {
            var file = Files.writeString(scratch.resolve("file"), "text");

            var problem = Problems.of(open(file)::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_A_GIT_REPOSITORY);
            assertThat(problem.what()).contains(file.toString()).contains("is a file");
            assertThat(problem.fix()).contains("`git init --bare -b main " + scratch.resolve("state.git") + "`");
        }

        @Test
        void but_a_dangling_link_is_reported() throws IOException {
            var link = Files.createSymbolicLink(scratch.resolve("link"), scratch.resolve("nowhere"));

            assertThat(Problems.of(open(link)::snapshot).what()).contains("dangling symbolic link");
        }

        @ParameterizedTest
        @ValueSource(strings = {"~/state.git", "~somebody/state.git"})
        void but_a_literal_tilde_is_reported_as_not_expanded(String path) {
            var problem = Problems.of(new GitStateRepository(config(path, scratch))::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_A_GIT_REPOSITORY);
            assertThat(problem.what()).contains("'~'").contains("no shell");
            assertThat(problem.fix()).contains("$HOME").doesNotContain("git init");
        }
    }

    @Nested
    class A_broken_repository {

        @Test
        void is_named_with_the_command_that_checks_it() throws IOException {
            var remote = remote();
            remote.commit("main", "first", Map.of("file", Bytes.utf8("1")));
            var tip = remote.tip("main");
            Files.delete(remote.folder().resolve("objects/" + tip.substring(0, 2) + "/" + tip.substring(2)));

            var problem = Problems.of(open(remote.folder())::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.REPOSITORY_BROKEN);
            assertThat(problem.fix())
                    .contains("git fsck")
                    .contains(remote.folder().toString());
        }

        @Test
        void or_one_with_sha256_ids_is_refused() {
            var folder = scratch.resolve("sha256.git");
            remote().git("init", "-q", "--bare", "--object-format=sha256", folder.toString());

            var problem = Problems.of(open(folder)::snapshot);

            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_A_GIT_REPOSITORY);
            assertThat(problem.what()).contains("SHA-256");
        }
    }

    @Nested
    class Hooks {

        @Test
        void run_and_their_refusal_is_quoted_with_control_characters_escaped() {
            var remote = remote();
            var repository = open(remote.folder());
            commit(repository, put("file", "1"));
            remote.hook("pre-receive", "printf 'no changes on \\033[31mFridays\\n'; echo ask ops >&2; exit 1");
            var tip = remote.tip("main");

            var problem = Problems.of(() -> commit(repository, put("file", "2")));

            assertThat(problem.code()).isEqualTo(ProblemCode.PUSH_REFUSED);
            assertThat(problem.what())
                    .contains("no changes on \\u001b[31mFridays", "ask ops", "hook declined")
                    .doesNotContain("\u001b");
            assertThat(problem.retryable()).isFalse();
            assertThat(remote.tip("main")).isEqualTo(tip);
            remote.assertIntact();
        }

        @Test
        void that_find_the_branch_moved_cause_a_conflict() {
            var remote = remote();
            var repository = open(remote.folder());
            commit(repository, put("file", "1"));
            remote.git("branch", "aside", "main");
            var theirs = remote.commit("aside", "theirs", Map.of("other", Bytes.utf8("2")));
            remote.hook("pre-receive", "unset GIT_QUARANTINE_PATH; git update-ref refs/heads/main " + theirs);
            var base = repository.snapshot();

            var result = repository.commit(base, List.of(put("file", "2")));

            assertThat(result).isInstanceOf(io.meshcloud.idp.spi.state.CommitResult.Conflict.class);
            assertThat(remote.tip("main")).isEqualTo(theirs.value());
        }

        /** Git itself prints nothing for five seconds. */
        @Test
        @Timeout(60)
        void that_take_too_long_are_stopped_and_the_branch_is_unchanged() {
            var remote = remote();
            var repository = new GitStateRepository(
                    config(remote.folder().toString(), scratch).withTimeout(Duration.ofSeconds(1)));
            commit(repository, put("file", "1"));
            remote.hook("pre-receive", "exec sleep 20");
            var tip = remote.tip("main");

            var problem = Problems.of(() -> commit(repository, put("file", "2")));

            assertThat(problem.code()).isEqualTo(ProblemCode.GIT_UNREACHABLE);
            assertThat(problem.what()).contains("did not answer in time");
            assertThat(problem.retryable()).isTrue();
            assertThat(remote.tip("main")).isEqualTo(tip);
        }

        @Test
        void may_print_a_lot_before_they_refuse() {
            var remote = remote();
            var repository = open(remote.folder());
            commit(repository, put("file", "1"));
            remote.hook("pre-receive", "head -c 3000000 /dev/zero | tr '\\0' x; echo; exit 1");

            var problem = Problems.of(() -> commit(repository, put("file", "2")));

            assertThat(problem.code()).isEqualTo(ProblemCode.PUSH_REFUSED);
            assertThat(problem.what()).hasSizeLessThan(1_000);
        }

        @Test
        void that_print_a_decorated_message_are_quoted_without_the_decoration() {
            var remote = remote();
            var repository = open(remote.folder());
            commit(repository, put("file", "1"));
            var sentence =
                    "the file workspaces/likvid/projects/hello-api/tenants/prod/release.yaml is protected on this"
                            + " branch by the rule of the owners";
            remote.hook("pre-receive", "printf 'error:\\nerror: " + sentence + "\\nerror:\\n' >&2; exit 1");

            var problem = Problems.of(() -> commit(repository, put("file", "2")));

            assertThat(problem.what()).contains("it reports '" + sentence + "'").doesNotContain("error:");
        }

        @Test
        void do_not_run_without_an_installed_git_and_a_note_says_so() {
            var remote = remote();
            remote.hook("pre-receive", "exit 1");
            var settings = config(remote.folder().toString(), scratch);
            var repository = new GitStateRepository(GitConfig.of(settings.url(), Map.of("PATH", scratch.toString()))
                    .withCacheFolder(settings.cacheFolder())
                    .withClock(settings.clock()));

            var committed = commit(repository, put("file", "1"));

            assertThat(remote.tip("main")).isEqualTo(committed.commits().get(0).value());
            assertThat(repository.notes()).singleElement().asString().contains("hooks");
            remote.assertIntact();
        }
    }

    @Nested
    class Variables_that_idp_was_started_with {

        static Stream<String> programs() {
            return Stream.of(LocalRepository.RECEIVE_PACK, LocalRepository.UPLOAD_PACK);
        }

        @ParameterizedTest
        @MethodSource("programs")
        void cannot_redirect_git(String program) throws Exception {
            var remote = remote();
            var tip = remote.commit("main", "first", Map.of("file", Bytes.utf8("1")));
            var git = new ProcessBuilder("sh", "-c", program + " \"$@\"", "git", "--advertise-refs", ".")
                    .directory(remote.folder().toFile());
            for (var variable : List.of("DIR", "COMMON_DIR", "OBJECT_DIRECTORY", "NAMESPACE", "QUARANTINE_PATH")) {
                git.environment().put("GIT_" + variable, "elsewhere");
            }

            var process = git.start();
            process.getOutputStream().close();
            var told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor()).isZero();
            assertThat(told).contains(tip.value() + " refs/heads/main");
        }

        @Test
        void are_hidden_from_hooks_unless_git_needs_them() throws Exception {
            var remote = remote();
            remote.commit("main", "first", Map.of("file", Bytes.utf8("1")));
            var seen = scratch.resolve("seen");
            remote.hook("pre-receive", "env > '" + seen + "'");
            remote.git("branch", "base");
            remote.commit("main", "second", Map.of("file", Bytes.utf8("2")));
            var push = new ProcessBuilder(
                            "git",
                            "push",
                            "-q",
                            "--receive-pack",
                            LocalRepository.RECEIVE_PACK,
                            remote.folder().toString(),
                            "main:base")
                    .directory(remote.folder().toFile())
                    .redirectErrorStream(true);
            push.environment().put("IDP_STATE_TOKEN", "secret");
            push.environment().put("HARBOR_PASSWORD", "secret");
            push.environment().put("LANG", "two words");

            var process = push.start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(process.waitFor()).as(output).isZero();
            assertThat(seen).content().contains("LANG=two words").doesNotContain("secret");
        }
    }

    @Nested
    @Slow
    class Locks {

        @Test
        void of_the_branch_are_named_and_not_removed() throws IOException {
            var remote = remote();
            var repository = open(remote.folder());
            commit(repository, put("file", "1"));
            var lock = Files.createFile(remote.folder().resolve("refs/heads/main.lock"));
            var tip = remote.tip("main");

            var problem = Problems.of(() -> commit(repository, put("file", "2")));

            assertThat(problem.code()).isEqualTo(ProblemCode.REPOSITORY_LOCKED);
            assertThat(problem.what()).contains("refs/heads/main.lock");
            assertThat(problem.retryable()).isTrue();
            assertThat(lock).exists();
            assertThat(remote.tip("main")).isEqualTo(tip);
        }

        @Test
        void that_disappear_in_time_have_no_effect() throws IOException {
            var remote = remote();
            var repository = open(remote.folder());
            commit(repository, put("file", "1"));
            var lock = Files.createFile(remote.folder().resolve("refs/heads/main.lock"));
            remote.hook("pre-receive", "if [ -e refused ]; then rm -f " + lock + "; fi; touch refused");

            var committed = commit(repository, put("file", "2"));

            assertThat(remote.tip("main")).isEqualTo(committed.commits().get(0).value());
        }
    }

    @Nested
    class Shared_with_others {

        @Test
        void a_read_only_repository_is_read_and_writing_is_refused() throws IOException {
            var remote = remote();
            var repository = open(remote.folder());
            var committed = commit(repository, put("file", "1"));
            try (var ignored = ReadOnlyFolder.of(remote.folder())) {
                assertThat(repository.snapshot().commit())
                        .isEqualTo(committed.snapshot().commit());

                var problem = Problems.of(() -> commit(repository, put("file", "2")));

                assertThat(problem.code()).isEqualTo(ProblemCode.GIT_DENIED);
                assertThat(problem.fix()).contains("write access to " + remote.folder());
            }
            assertThat(remote.commits("main")).isEqualTo(1);
        }

        @Test
        void a_branch_that_is_checked_out_is_not_pushed_to() {
            var remote = remote();
            remote.commit("main", "first", Map.of("file", Bytes.utf8("1")));
            var work = scratch.resolve("work");
            remote.git("clone", "-q", remote.folder().toString(), work.toString());

            var problem = Problems.of(() -> commit(open(work), put("file", "2")));

            assertThat(problem.code()).isEqualTo(ProblemCode.PUSH_REFUSED);
            assertThat(problem.what()).contains("checked out");
            assertThat(problem.fix()).contains("bare");
        }

        @Test
        void a_repository_of_another_user_is_refused_with_the_setting_that_trusts_it() throws Exception {
            if (!"root".equals(System.getProperty("user.name"))) {
                RealPart.notAllowed("only root can give a file away");
            }
            var remote = remote();
            new ProcessBuilder("chown", "-R", "65534", remote.folder().toString())
                    .start()
                    .waitFor();

            var problem = Problems.of(() -> commit(open(remote.folder()), put("file", "1")));

            assertThat(problem.code()).isEqualTo(ProblemCode.GIT_DENIED);
            assertThat(problem.fix()).contains("safe.directory " + remote.folder());
        }
    }

    @Test
    void Damaged_objects_of_the_repository_are_named_as_its_own() throws IOException {
        var remote = BareRepository.create(scratch.resolve("damaged.git"));
        remote.commit("main", "first", Map.of("file", Bytes.utf8("text")));
        var blob = remote.git("rev-parse", "main:file");
        var file =
                remote.folder().resolve("objects").resolve(blob.substring(0, 2)).resolve(blob.substring(2));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.write(file, new byte[] {0, 0, 0, 0});

        var problem = Problems.of(() -> GitFixture.local(remote, scratch).snapshot());

        assertThat(problem.code()).isEqualTo(ProblemCode.REPOSITORY_BROKEN);
        assertThat(problem.what()).contains("corruption").doesNotContain("u0000");
        assertThat(problem.fix()).contains("git fsck", remote.folder().toString());
    }
}
