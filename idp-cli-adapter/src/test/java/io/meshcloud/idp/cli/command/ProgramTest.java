// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.cli.TestRun;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTest {
    private static final String ADDRESS = "likvid/hello-api/dev";

    @TempDir
    private Path folder;

    private TestRun.Result run(String... words) {
        return new TestRun(folder).run(words);
    }

    static Stream<List<String>> everyCommand() {
        return Stream.of(
                List.of("demo"),
                List.of("init"),
                List.of("env"),
                List.of("env", "create"),
                List.of("env", "list"),
                List.of("env", "show"),
                List.of("env", "set"),
                List.of("env", "apply"),
                List.of("env", "hold"),
                List.of("env", "resume"),
                List.of("env", "retire"),
                List.of("release"),
                List.of("rollback"),
                List.of("history"),
                List.of("validate"),
                List.of("schema"),
                List.of("completion"),
                List.of("help"));
    }

    @Nested
    class Help {
        @ParameterizedTest
        @MethodSource("io.meshcloud.idp.cli.command.ProgramTest#everyCommand")
        void every_command_explains_itself_and_the_flags_for_all(List<String> command) {
            var words = Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new);
            var result = run(words);
            assertThat(result.code()).isZero();
            assertThat(result.out())
                    .contains(
                            "Usage: idp " + String.join(" ", command),
                            "--state",
                            "--registry",
                            "--output",
                            "--dry-run");
            assertThat(result.err()).isEmpty();
        }

        @ParameterizedTest
        @MethodSource("io.meshcloud.idp.cli.command.ProgramTest#everyCommand")
        void urls_and_examples_are_not_wrapped(List<String> command) {
            var words = Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new);
            var help = run(words).out();
            assertThat(help).contains("https://HOST", "http://HOST");
            assertThat(help.lines()).noneMatch(line -> line.matches(".*(https?:|[a-z]/|=)$"));
            var lines = help.lines().toList();
            int example = 0;
            while (example < lines.size() && !lines.get(example).startsWith("  idp ")) {
                example++;
            }
            for (int i = example; i < lines.size(); i++) {
                assertThat(lines.get(i)).startsWith("  ").hasSizeLessThan(80);
                if (lines.get(i).startsWith("    ")) {
                    assertThat(lines.get(i - 1)).endsWith(" \\");
                }
            }
        }

        @Test
        void a_long_example_keeps_its_line_breaks() {
            assertThat(run("env", "create", "--help").out())
                    .contains("--repository harbor.example.tld/likvid/hello-api/dev \\");
            assertThat(run("env", "set", "--help").out()).contains(" config.env.LOG_LEVEL=debug config.env.OLD-");
        }

        @Test
        void help_is_a_command_too() {
            assertThat(run("help").out()).isEqualTo(run("--help").out()).contains("Usage: idp");
            assertThat(run("help", "release").out())
                    .isEqualTo(run("release", "--help").out());
            assertThat(run("help", "env", "create").out())
                    .isEqualTo(run("env", "create", "--help").out());
            assertThat(run().out()).isEqualTo(run("--help").out());
            assertThat(run().code()).isZero();
            var unknown = run("help", "nothing");
            assertThat(unknown.code()).isEqualTo(2);
            assertThat(unknown.err()).contains("IDP-5001", "'nothing'");
        }

        @ParameterizedTest
        @EnumSource
        void help_prints_the_page_of_every_error_code(ProblemCode code) throws IOException {
            var result = run("help", code.toString());
            assertThat(result.code()).isZero();
            assertThat(result.out()).isEqualTo(Files.readString(Path.of("..", "docs", "errors", code + ".md")));
        }

        @Test
        void a_code_may_be_in_lower_case_and_an_unknown_one_gets_a_suggestion() {
            assertThat(run("help", "idp-2004").out()).startsWith("# IDP-2004: ");
            var unknown = run("help", "IDP-20044");
            assertThat(unknown.code()).isEqualTo(2);
            assertThat(unknown.err()).contains("no error code 'IDP-20044'", "did you mean 'IDP-2004'");
        }

        @Test
        void a_shell_completes_the_words_that_are_accepted() {
            assertThat(run("completion").out())
                    .contains("\"auto\" \"manual\"", "\"text\" \"json\"", "\"harbor\" \"oci\"")
                    .doesNotContain("AUTO", "HARBOR", "GRPC", "CANARY");
        }

        @Test
        void a_broken_settings_file_stops_neither_schema_nor_completion() throws IOException {
            Files.writeString(folder.resolve("idp.yaml"), "nonsense: [");
            assertThat(run("schema", "release").code()).isZero();
            assertThat(run("completion").code()).isZero();
            assertThat(run("help").code()).isZero();
            assertThat(run("env", "list").code()).isEqualTo(2);
        }

        @Test
        void credentials_are_never_flags() {
            everyCommand()
                    .forEach(command -> assertThat(run(Stream.concat(command.stream(), Stream.of("--help"))
                                            .toArray(String[]::new))
                                    .out())
                            .doesNotContain("--token", "--password", "--user"));
        }

        @Test
        void the_version_is_printed() {
            var result = run("--version");
            assertThat(result.code()).isZero();
            assertThat(result.out()).startsWith("idp ").contains("Java ");
        }

        @Test
        void the_completion_script_knows_the_commands() {
            var result = run("completion");
            assertThat(result.code()).isZero();
            assertThat(result.out()).contains("rollback", "--expect-current", "complete -F");
        }
    }

    @Nested
    class WrongUsage {
        static Stream<List<String>> wrong() {
            return Stream.of(
                    List.of("env"),
                    List.of("--nonsense"),
                    List.of("release"),
                    List.of("release", ADDRESS),
                    List.of("release", ADDRESS, "--image"),
                    List.of("release", ADDRESS, "--image", "1", "more"),
                    List.of("rollback", ADDRESS, "--state", "x"),
                    List.of("env", "hold", ADDRESS, "--state", "x"),
                    List.of("env", "set", ADDRESS),
                    List.of("env", "apply", ADDRESS),
                    List.of("env", "create", ADDRESS),
                    List.of("env", "create", ADDRESS, "-f", "x.yaml", "--tenant", "a"),
                    List.of("env", "create", ADDRESS, "--port", "0x50"),
                    List.of("env", "create", ADDRESS, "--mode", "sometimes"),
                    List.of("history", ADDRESS, "--limit", "0"),
                    List.of("history", ADDRESS, "--limit", "many"),
                    List.of("reconcile", "--interval", "abc"),
                    List.of("images", ADDRESS, "--limit", "0"),
                    List.of("env"),
                    List.of("env", "frobnicate"),
                    List.of("release", ADDRESS, "--image", "1", "--request-id", "5"),
                    List.of("rollback", ADDRESS, "--reason", "r", "--expect-current", "sha256:123"),
                    List.of("schema", "everything"),
                    List.of("validate"),
                    List.of("validate", "--platform", "p.yaml"),
                    List.of("validate", "no-such-file.yaml"),
                    List.of("env", "list"),
                    List.of("env", "list", "likvid//dev"),
                    List.of("env", "list", "--kind", "Dev"),
                    List.of("env", "list", "--mode", "Auto"),
                    List.of("env", "list", "--limit", "0"),
                    List.of("demo", "--dry-run"),
                    List.of("env", "list", "--output", "yaml"));
        }

        @ParameterizedTest
        @MethodSource("wrong")
        void is_exit_code_2_with_a_fix_on_stderr_and_an_empty_stdout(List<String> words) {
            var result = run(words.toArray(String[]::new));
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("error IDP-5", "fix:", "idp help IDP-5");
        }

        @Test
        void a_group_without_its_command_lists_the_commands() {
            for (var words : List.of(List.of("env"), List.of("env", "frobnicate"))) {
                assertThat(run(words.toArray(String[]::new)).err()).contains("the commands are create, list, show");
            }
        }

        @Test
        void an_invalid_value_is_answered_with_its_option_and_the_form() {
            assertThat(run("reconcile", "--interval", "abc").err())
                    .contains("--interval", "'abc' is not a whole number")
                    .doesNotContain("an int");
            assertThat(run("release", ADDRESS, "--image", "1", "--request-id", "5")
                            .err())
                    .contains("--request-id", "'5' is not a request id", "a UUID in lower case");
            assertThat(run("release", ADDRESS, "--image", "1", "--expect-current", "sha256:123")
                            .err())
                    .contains("--expect-current", "sha256:123");
        }

        @Test
        void an_invalid_choice_is_answered_with_the_valid_ones() {
            assertThat(run("env", "create", ADDRESS, "--mode", "sometimes").err())
                    .contains("'sometimes'", "auto, manual")
                    .doesNotContain("AUTO");
        }

        @Test
        void a_mistyped_command_gets_a_suggestion() {
            assertThat(run("relaese").err()).contains("did you mean 'release'", "idp --help");
        }

        @Test
        void a_mistyped_flag_gets_a_suggestion() {
            assertThat(run("release", ADDRESS, "--image", "1", "--raeson", "x").err())
                    .contains("did you mean '--reason'", "idp release --help");
        }

        @Test
        void a_mistyped_flag_is_named_also_where_the_right_one_is_required() {
            assertThat(run("release", ADDRESS, "--imgae", "1").err())
                    .contains("'--imgae'", "--image", "did you mean '--image'", "idp release --help");
            assertThat(run("release", ADDRESS).err()).contains("--image").doesNotContain("Unknown", "did you mean");
        }

        @Test
        void a_mistyped_topic_of_help_gets_a_suggestion() {
            assertThat(run("help", "releas").err()).contains("did you mean 'release'", "idp --help");
            assertThat(run("help", "env", "craete").err()).contains("did you mean 'create'", "idp env --help");
        }

        @Test
        void a_problem_is_json_when_json_is_asked_for() throws IOException {
            var result = run("schema", "everything", "--output", "json");
            var problem = new ObjectMapper().readTree(result.err());
            assertThat(problem.get("type").asText()).endsWith("/docs/errors/IDP-5001.md");
            assertThat(problem.get("status").asInt()).isEqualTo(400);
            assertThat(problem.get("detail")).isEqualTo(problem.get("what"));
            assertThat(problem.get("code").asText()).isEqualTo("IDP-5001");
            assertThat(problem.get("fix").asText()).contains("idp schema --help");
            assertThat(result.out()).isEmpty();
        }

        @Test
        void a_problem_is_json_even_if_the_arguments_cannot_be_parsed() throws IOException {
            var result = new TestRun(folder).with("IDP_OUTPUT", "json").run("--nonsense");
            assertThat(new ObjectMapper().readTree(result.err()).get("code").asText())
                    .isEqualTo("IDP-5001");
        }

        @Test
        void control_characters_in_arguments_are_escaped() {
            assertThat(run("--x\u001b[2J\u202e").err()).doesNotContain("\u001b", "\u202e");
        }

        @Test
        void every_missing_field_is_named_at_once() {
            assertThat(run("env", "create", ADDRESS, "--tenant", "a").err())
                    .contains("--app", "--environment", "--namespace", "--repository", "--port", "--replicas")
                    .contains("--cpu-request", "--memory-request", "--cpu-limit", "--memory-limit")
                    .doesNotContain("--tenant");
        }
    }

    @Nested
    class BadInput {
        /** Reading a pipe waits until somebody writes into it. */
        @Test
        @EnabledOnOs({OS.LINUX, OS.MAC})
        void a_pipe_in_place_of_a_file_is_refused_at_once() throws Exception {
            assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                            .start()
                            .waitFor())
                    .isZero();
            for (var words : List.of(
                    List.of("env", "list", "--config", "pipe"),
                    List.of("validate", "pipe"),
                    List.of("validate", "--platform", "pipe", "pipe"),
                    List.of("env", "create", ADDRESS, "-f", "pipe"),
                    List.of("env", "apply", ADDRESS, "-f", "pipe"))) {
                var result = assertTimeoutPreemptively(
                        Duration.ofSeconds(30),
                        () -> new TestRun(folder)
                                .with("IDP_STATE", folder.toString())
                                .run(words.toArray(String[]::new)));
                assertThat(result.code()).as("%s", words).isEqualTo(2);
                assertThat(result.err()).contains("it is a pipe or a device", "regular file");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "../../etc/passwd",
                    "likvid/../dev",
                    "/likvid/hello-api/dev",
                    "likvid//dev",
                    "likvid/hello-api/",
                    "Likvid/hello-api/dev",
                    "likvid/hello_api/dev",
                    "likvid/hello-api/dev\n",
                    "likvid/hello-api/\u001b[2J",
                    " "
                })
        void an_invalid_address_is_refused_before_anything_is_opened(String address) {
            for (var words : List.of(
                    List.of("release", address, "--image", "1"),
                    List.of("rollback", address, "--reason", "r"),
                    List.of("history", address),
                    List.of("env", "show", address),
                    List.of("env", "retire", address),
                    List.of("env", "resume", address),
                    List.of("env", "hold", address, "--reason", "r"),
                    List.of("env", "set", address, "runtime.scaling.replicas=1"))) {
                var result = run(words.toArray(String[]::new));
                assertThat(result.code()).as("%s", words).isEqualTo(3);
                assertThat(result.err()).contains("IDP-1030").doesNotContain("\u001b");
                assertThat(result.out()).isEmpty();
            }
        }

        @Test
        void an_address_of_300_characters_is_refused_and_shortened_in_the_answer() {
            var result = run("env", "show", "a".repeat(300));
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.err()).contains("IDP-1030", "(300 characters)").doesNotContain("a".repeat(100));
        }

        @ParameterizedTest
        @ValueSource(strings = {"a\nIdp-Actor: root", "a\u0007b", "me <me@example>", "\u202eevil", " me"})
        void an_actor_that_could_break_a_commit_is_refused(String actor) {
            var result = run("release", ADDRESS, "--image", "1", "--actor", actor, "--state", "state.git");
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.err()).contains("IDP-2008").doesNotContain("\nIdp-Actor", "\u0007", "\u202e");
        }

        @ParameterizedTest
        @ValueSource(strings = {"why\n\nIdp-Actor: root", "a\u0000b", "line\rtwo", "\u001b[2J"})
        void a_reason_that_could_forge_a_trailer_is_refused(String reason) {
            for (var words : List.of(
                    List.of("release", ADDRESS, "--image", "1", "--reason", reason, "--state", "s"),
                    List.of("release", ADDRESS, "--image", "1", "--override", reason, "--state", "s"),
                    List.of("rollback", ADDRESS, "--reason", reason, "--state", "s"),
                    List.of("env", "hold", ADDRESS, "--reason", reason, "--state", "s"))) {
                var result = run(words.toArray(String[]::new));
                assertThat(result.code()).as("%s", words).isEqualTo(3);
                assertThat(result.err()).contains("IDP-2008").doesNotContain("\nIdp-Actor", "\u001b", "\u0000");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", "latest@", "a b", "sha256:12", "docker.io/x", "https://r.example/x:1", "r.example/X:1"})
        void an_invalid_image_is_refused(String image) {
            var result = run("release", ADDRESS, "--image", image, "--state", "state.git");
            assertThat(result.code()).isEqualTo(3);
            assertThat(result.err()).contains("IDP-1031");
        }

        @Test
        void characters_that_the_locale_cannot_decode_are_refused() {
            var word = run("env", "set", ADDRESS, "config.env.CITY=K\ufffd\ufffdln", "--state", "state.git");
            assertThat(word.code()).isEqualTo(2);
            assertThat(word.err()).contains("IDP-5001", "'config.env.CITY=K??ln'", "LC_ALL=C.UTF-8");
            for (var variable : List.of("IDP_ACTOR", "PWD")) {
                var result = new TestRun(folder).with(variable, "/J\ufffdrg").run("schema", "release");
                assertThat(result.code()).isEqualTo(2);
                assertThat(result.err()).contains("IDP-5001", variable, "LC_ALL=C.UTF-8");
            }
        }

        @Test
        void a_path_that_is_not_a_git_repository_is_named() throws IOException {
            Files.createDirectory(folder.resolve("plain"));
            var result = new TestRun(folder)
                    .with("IDP_CACHE", folder.resolve("cache").toString())
                    .run("env", "list", "--state", "plain");
            assertThat(result.code()).isEqualTo(4);
            assertThat(result.err()).contains("IDP-3001", "plain");
        }

        @Test
        void an_unreachable_git_server_is_exit_code_6() {
            var result = new TestRun(folder)
                    .with("IDP_CACHE", folder.resolve("cache").toString())
                    // No server listens on port 1 of the loopback.
                    .run("env", "list", "--state", "http://127.0.0.1:1/state.git");
            assertThat(result.code()).isEqualTo(6);
            assertThat(result.err()).contains("IDP-3002", "127.0.0.1:1");
        }
    }
}
