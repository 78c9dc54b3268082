// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.wire.FileChangeView;
import io.meshcloud.idp.contract.wire.HistoryEntryView;
import io.meshcloud.idp.contract.wire.HistoryResult;
import io.meshcloud.idp.contract.wire.ReleaseResult;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private static final Problem PROBLEM =
            Problem.of(ProblemCode.IMAGE_NOT_FOUND, "no such tag", "r.example/a/b:1", "push it");
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Console console(OutputFormat format, boolean terminal, Map<String, String> environment) {
        return new Console(
                new CliContext(
                        InputStream.nullInputStream(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        environment,
                        Path.of("."),
                        "user",
                        terminal,
                        Clock.systemUTC()),
                format);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Nested
    class A_problem {
        @Test
        void goes_to_stderr_with_what_where_how_to_fix_it_and_where_to_read_more() {
            console(OutputFormat.TEXT, false, Map.of()).problem(PROBLEM);
            assertThat(out()).isEmpty();
            assertThat(err()).isEqualTo("""
                            error IDP-2003: no such image
                              what:  no such tag
                              where: r.example/a/b:1
                              fix:   push it
                              more:  idp help IDP-2003
                            """);
        }

        @Test
        void has_colour_only_on_a_terminal_that_allows_it() {
            console(OutputFormat.TEXT, true, Map.of()).problem(PROBLEM);
            assertThat(err()).contains("\u001b[31;1merror\u001b[0m");
            err.reset();
            console(OutputFormat.TEXT, true, Map.of("NO_COLOR", "1")).problem(PROBLEM);
            assertThat(err()).doesNotContain("\u001b");
        }
    }

    @Nested
    class A_result {
        @Test
        void is_text_or_json_and_nothing_else_is_on_stdout() {
            console(OutputFormat.TEXT, true, Map.of()).result(() -> "text\n", List.of());
            assertThat(out()).isEqualTo("text\n");
            out.reset();
            console(OutputFormat.JSON, true, Map.of()).result(() -> "text\n", new FileChangeView("a", null, "b"));
            assertThat(out()).isEqualToNormalizingNewlines("{\n  \"path\" : \"a\",\n  \"after\" : \"b\"\n}\n");
            assertThat(err()).isEmpty();
        }

        @Test
        void of_a_release_shows_address_image_commit_and_link() {
            var result = new ReleaseResult(
                    ReleaseResult.Status.UPDATED,
                    "a/b/dev",
                    "r.example/a/b:1@" + DIGEST,
                    "1",
                    DIGEST,
                    "r.example/a/b:0@" + DIGEST,
                    null,
                    List.of("0123456789abcdef0123456789abcdef01234567"),
                    null,
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    "2026-11-23T12:00:00Z",
                    Map.of("commit", "https://git.example/commit/0123"));
            assertThat(ReleaseText.of(result, "released"))
                    .isEqualTo("released  a/b/dev\n" + "image     r.example/a/b:1@" + DIGEST + "\n"
                            + "replaces  r.example/a/b:0@" + DIGEST + "\n"
                            + "commit    0123456789abcdef0123456789abcdef01234567\n"
                            + "link      https://git.example/commit/0123\n");
        }

        @Test
        void of_a_plan_shows_the_lines_that_would_change() {
            assertThat(LineDiff.of(new FileChangeView("f.yaml", "a\nb\nc\n", "a\nx\nc\n")))
                    .isEqualTo("changes f.yaml\n  - b\n  + x\n");
            assertThat(LineDiff.of(new FileChangeView("f.yaml", null, "a\n"))).isEqualTo("new file f.yaml\n  + a\n");
            assertThat(LineDiff.of(new FileChangeView("f.yaml", "a\n", null))).isEqualTo("removes f.yaml\n  - a\n");
        }

        @Test
        void of_history_escapes_control_characters() {
            var entry = new HistoryEntryView(
                    "0123456789abcdef",
                    "2026-11-23T12:00:00Z",
                    "foreign",
                    "r.example/a/b:1@" + DIGEST,
                    null,
                    null,
                    "evil\u001b[2K",
                    null,
                    null,
                    "x\u202ey",
                    "urg\u202eent",
                    "freeze, promote-from",
                    "a/b/dev",
                    "subject",
                    null);
            assertThat(HistoryText.of(new HistoryResult("a/b/dev", List.of(entry), null, "2026-11-23T12:00:00Z")))
                    .contains(
                            "0123456789  2026",
                            "b:1@sha256:abababababab  ",
                            "evil\\u001b[2K",
                            "x\\u202ey; promoted from a/b/dev; override of freeze, promote-from: urg\\u202eent")
                    .doesNotContain("\u001b", "\u202e", "abababababababab");
        }
    }

    @Nested
    class Progress {
        @Test
        void is_shown_on_a_terminal_only() {
            console(OutputFormat.TEXT, false, Map.of()).progress("1 of 2");
            console(OutputFormat.JSON, true, Map.of()).progress("1 of 2");
            assertThat(err()).isEmpty();
            console(OutputFormat.TEXT, true, Map.of()).progress("1 of 2");
            assertThat(err()).contains("1 of 2");
        }
    }
}
