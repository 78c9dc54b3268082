// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.cli.StateFixture;
import io.meshcloud.idp.cli.TestRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program with which the README shows how to embed idp. */
class EmbeddingExampleTest {
    private static final Path SOURCE = Path.of("src/test/java/io/meshcloud/idp/cli/docs/Updater.java");

    @TempDir
    private Path folder;

    @Test
    void releases_an_image_and_prints_the_outcome() throws IOException {
        var fixture = StateFixture.in(folder).withEnvironment();
        var digest = fixture.push("1.4.2", Instant.parse("2026-11-20T00:00:00Z"));
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Updater.class.getName(),
                        fixture.state().toString(),
                        fixture.registry().toString(),
                        StateFixture.ADDRESS,
                        "1.4.2")
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        process.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        var printed = new String(process.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(printed).startsWith("Updated").contains(digest.value());
        TestRun.Result shown = fixture.cli().run("env", "show", StateFixture.ADDRESS);
        assertThat(shown.out()).contains("acme-updater");
    }

    @Test
    void is_the_example_of_the_readme_and_is_short() throws IOException {
        var body = body();

        assertThat(body).hasSizeLessThanOrEqualTo(20);
        assertThat(MarkdownPage.read(Path.of("../README.md")).blocks())
                .filteredOn(block -> block.language().equals("java"))
                .singleElement()
                .satisfies(block -> assertThat(block.lines()).containsExactlyElementsOf(body));
    }

    /** The body of {@code main}, without its indentation. */
    private static List<String> body() throws IOException {
        var lines = Files.readAllLines(SOURCE);
        int first = lines.indexOf("    public static void main(String[] args) {") + 1;
        return lines.subList(first, lines.lastIndexOf("    }")).stream()
                .map(line -> line.substring(8))
                .toList();
    }
}
