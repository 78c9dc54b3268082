// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares {@code docs/threat-model.md} with the tests: each threat names tests that exist, or is listed as open. */
@Slow
class ThreatModelTest {
    private static final Path PROJECT = Path.of("..");
    private static final Path PAGE = PROJECT.resolve("docs/threat-model.md");
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|IT|Properties|Contract))\\.(\\w+)`");

    @Test
    void every_test_that_it_names_exists() throws IOException {
        var named = NAMED.matcher(Files.readString(PAGE)).results().toList();

        assertThat(named).hasSizeGreaterThan(50);
        for (var test : named) {
            assertThat(source(test.group(1)))
                    .as("%s, which is to have a test %s", test.group(1), test.group(2))
                    .hasValueSatisfying(
                            source -> assertThat(source).containsPattern("\\bvoid " + test.group(2) + "\\("));
        }
    }

    @Test
    void every_threat_names_a_test() throws IOException {
        var page = Files.readString(PAGE);
        var threats = page.substring(page.indexOf("## Threats"), page.indexOf("## Open"))
                .lines()
                .filter(line -> line.startsWith("| "))
                .filter(line -> !line.startsWith("| threat | prevented by |"))
                .toList();

        assertThat(threats)
                .hasSizeGreaterThan(30)
                .allMatch(line -> NAMED.matcher(line).find());
    }

    @Test
    void names_tests_in_one_form_only() throws IOException {
        var spans = Arrays.asList(Files.readString(PAGE).split("`", -1));
        var names = List.of("Test", "IT", "Properties", "Contract");

        assertThat(spans)
                .filteredOn(span -> names.stream().anyMatch(span::endsWith))
                .containsOnly("ThreatModelTest", "ChaosIT");
    }

    /** The text of a test class; contracts are in the main sources of the test kit. */
    private static Optional<String> source(String name) throws IOException {
        try (var files = Files.walk(PROJECT, 16)) {
            return files.filter(file -> file.endsWith(name + ".java"))
                    .filter(ThreatModelTest::isSource)
                    .findFirst()
                    .map(ThreatModelTest::read);
        }
    }

    private static boolean isSource(Path file) {
        return Stream.of("src/test/java", "idp-testkit/src/main/java")
                .anyMatch(folder -> file.toString().contains(folder));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
