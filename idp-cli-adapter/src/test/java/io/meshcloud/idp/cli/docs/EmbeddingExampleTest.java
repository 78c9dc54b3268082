// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.cli.StateFixture;
import io.meshcloud.idp.cli.TestRun;
import io.meshcloud.idp.contract.Slow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs with which the documentation shows how to embed idp. */
@Slow
class EmbeddingExampleTest {
    private static final Path SOURCES = Path.of("src/test/java/io/meshcloud/idp/cli/docs");
    private static final String MAIN = "    public static void main(String[] args) {";

    @TempDir
    private Path folder;

    @Test
    void releases_an_image_and_prints_the_outcome() throws IOException {
        var fixture = StateFixture.in(folder).withEnvironment();
        var digest = fixture.push("1.4.2", Instant.parse("2026-11-20T00:00:00Z"));
        var printed = run(Updater.class, fixture, StateFixture.ADDRESS, "1.4.2");

        assertThat(printed).startsWith("Updated").contains(digest.value());
        TestRun.Result shown = fixture.cli().run("env", "show", StateFixture.ADDRESS);
        assertThat(shown.out()).contains("acme-updater");
    }

    @Test
    void reads_without_waiting_for_git() throws IOException {
        var fixture = StateFixture.in(folder).withEnvironment();

        assertThat(run(LongLived.class, fixture)).startsWith("[" + StateFixture.ADDRESS + "] as of 20");
    }

    private String run(Class<?> program, StateFixture fixture, String... more) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                fixture.state().toString(),
                fixture.registry().toString()));
        command.addAll(List.of(more));
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        process.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        return new String(process.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void are_the_examples_of_the_pages_and_are_short() throws IOException {
        assertThat(blocks("../README.md")).containsExactly(body("Updater", MAIN));
        assertThat(blocks("../docs/guides/long-lived.md"))
                .containsExactly(body("LongLived", MAIN), method("LongLived", "    private static void observe"));
    }

    private static List<List<String>> blocks(String page) throws IOException {
        return MarkdownPage.read(Path.of(page)).blocks().stream()
                .filter(block -> block.language().equals("java"))
                .map(block -> List.copyOf(block.lines()))
                .toList();
    }

    /** The lines of a method, without its indentation. */
    private static List<String> method(String program, String start) throws IOException {
        var lines = Files.readAllLines(SOURCES.resolve(program + ".java"));
        int first = 0;
        while (!lines.get(first).startsWith(start)) {
            first++;
        }
        int last = first + lines.subList(first, lines.size()).indexOf("    }");
        var method = lines.subList(first, last + 1);
        assertThat(method).hasSizeLessThanOrEqualTo(22);
        return method.stream().map(line -> line.substring(4)).toList();
    }

    /** The body of a method, without its indentation. */
    private static List<String> body(String program, String start) throws IOException {
        var method = method(program, start);
        return method.subList(1, method.size() - 1).stream()
                .map(line -> line.substring(4))
                .toList();
    }
}
