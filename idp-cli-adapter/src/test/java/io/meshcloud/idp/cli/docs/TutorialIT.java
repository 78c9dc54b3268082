// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the {@code sh} blocks of {@code docs/tutorial.md} from top to bottom in one shell, in an empty directory, with
 * the built jar and a real registry. A block must succeed and print what the {@code text} block below it shows; a block
 * without one must print nothing. A line {@code ...} in a {@code text} block matches any lines. Digests, commits, times
 * and request ids may differ.
 */
class TutorialIT {
    private static final Path TUTORIAL = Path.of("..", "docs", "tutorial.md");
    private static final String HOST = "127.0.0.1:5000";
    private static final long TIMEOUT_MINUTES = 20;

    @TempDir
    private Path folder;

    private Path work;

    @BeforeEach
    void require_the_tools_of_the_tutorial() throws IOException {
        RealPart.require("bash", "curl", "docker-registry", "git", "skopeo", "umoci");
        work = Files.createDirectory(folder.resolve("work"));
    }

    /** The tutorial ends its registry itself; after a failure it still runs. */
    @AfterEach
    void stop_the_registry() throws IOException {
        if (work != null && Files.exists(work.resolve("registry.pid"))) {
            var pid = Files.readString(work.resolve("registry.pid")).strip();
            ProcessHandle.of(Long.parseLong(pid))
                    .filter(process -> process.info().command().orElse("").endsWith("docker-registry"))
                    .ifPresent(ProcessHandle::destroy);
        }
    }

    @Test
    void every_command_succeeds_and_prints_what_the_tutorial_shows() throws Exception {
        var steps = steps();
        assertThat(steps).hasSizeGreaterThan(20);
        var host = "127.0.0.1:" + freePort();

        int exitCode = run(steps, host);

        var differences = new SoftAssertions();
        for (var step : steps) {
            var printed = folder.resolve(step.name() + ".out");
            if (!Files.exists(printed)) {
                break;
            }
            var text = Files.readString(printed).stripTrailing().replace(host, HOST);
            differences
                    .assertThat(shows(step.expected(), text.lines().toList()))
                    .as("%s:%d printed:%n%s%n", TUTORIAL, step.block().line(), text)
                    .isTrue();
        }
        differences
                .assertThat(exitCode)
                .as("exit code of the last step that ran")
                .isZero();
        differences.assertAll();
    }

    private record Step(MarkdownPage.Block block, List<String> expected) {
        String name() {
            return "line-" + block.line();
        }
    }

    private static List<Step> steps() throws IOException {
        var steps = new ArrayList<Step>();
        var blocks = MarkdownPage.read(TUTORIAL).blocks();
        for (int i = 0; i < blocks.size(); i++) {
            var block = blocks.get(i);
            if (block.language().equals("sh")) {
                var next = i + 1 < blocks.size() ? blocks.get(i + 1) : block;
                boolean followed = next.language().equals("text") && next.line() == block.end() + 2;
                steps.add(new Step(block, followed ? next.lines() : List.of()));
            }
        }
        return steps;
    }

    private int run(List<Step> steps, String host) throws IOException, InterruptedException {
        var script = new StringBuilder("set -euo pipefail\n");
        for (var step : steps) {
            var file = folder.resolve(step.name() + ".sh");
            Files.writeString(file, step.block().text().replace(HOST, host));
            script.append(". '%s' >'%s' 2>&1\n".formatted(file, folder.resolve(step.name() + ".out")));
        }
        var builder = new ProcessBuilder("bash", "--noprofile", "--norc", "-c", script.toString())
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("shell.out").toFile());
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("IDP_") || name.startsWith("XDG_"));
        environment.put("JAR", Objects.requireNonNull(System.getProperty("idp.jar"), "failsafe says where the jar is"));
        environment.put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + environment.get("PATH"));
        environment.put("HOME", Files.createDirectory(folder.resolve("home")).toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        for (var role : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + role + "_NAME", "platform team");
            environment.put("GIT_" + role + "_EMAIL", "team@likvid.example");
        }
        var shell = builder.start();
        try {
            assertThat(shell.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES))
                    .as("the tutorial ends")
                    .isTrue();
        } finally {
            shell.descendants().forEach(ProcessHandle::destroy);
            shell.destroy();
        }
        return shell.exitValue();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Whether a command printed what the tutorial shows, apart from what differs in every run. */
    private static boolean shows(List<String> expected, List<String> printed) {
        var pattern = expected.stream()
                .map(line -> line.strip().equals("...") ? "(?:.*\n)*?" : Pattern.quote(comparable(line) + "\n"))
                .collect(Collectors.joining());
        var text = printed.stream().map(line -> comparable(line) + "\n").collect(Collectors.joining());
        return text.matches(pattern);
    }

    private static String comparable(String line) {
        return line.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                .replaceAll("\\b[0-9a-f]{10,64}\\b", "HASH")
                .replaceAll("\\s+", " ")
                .strip();
    }

    @Nested
    class The_comparison {
        @Test
        void ignores_digests_commits_times_request_ids_and_columns() {
            assertThat(shows(
                            List.of("dev:1.1.0@sha256:a44aa6702bb6  2026-11-30T09:31:22Z", "commit  d6352ade1c937cce"),
                            List.of("dev:1.1.0@sha256:d92fe9647c9e 2027-01-01T00:00:00.5Z", "commit 0000000000000000")))
                    .isTrue();
        }

        @Test
        void notices_another_version_another_line_and_a_line_too_many() {
            assertThat(shows(List.of("dev:1.1.0"), List.of("dev:1.1.1"))).isFalse();
            assertThat(shows(List.of("dev:1.1.0"), List.of("dev:1.1.0", "more")))
                    .isFalse();
            assertThat(shows(List.of("dev:1.1.0", "more"), List.of("dev:1.1.0")))
                    .isFalse();
        }

        @Test
        void leaves_out_lines_where_the_tutorial_does() {
            assertThat(shows(List.of("a", "...", "d"), List.of("a", "b", "c", "d")))
                    .isTrue();
            assertThat(shows(List.of("...", "d"), List.of("a", "c"))).isFalse();
        }
    }
}
