// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorPagesTest {
    private static final Path PAGES = Path.of("..", "docs", "errors");

    @ParameterizedTest
    @EnumSource
    void every_code_has_a_page_that_says_what_to_do(ProblemCode code) throws IOException {
        assertThat(PAGES.resolve(code + ".md"))
                .content()
                .startsWith("# " + code + ": " + code.title() + "\n")
                .contains("**What to do.**");
    }

    @ParameterizedTest
    @EnumSource
    void every_code_is_in_the_index(ProblemCode code) throws IOException {
        assertThat(Files.readString(PAGES.resolve("README.md")))
                .contains("| [" + code + "](" + code + ".md) | " + code.title() + " |");
    }

    @Test
    void every_page_has_a_code() throws IOException {
        try (var pages = Files.list(PAGES)) {
            assertThat(pages.map(page -> page.getFileName().toString().replace(".md", ""))
                            .filter(name -> !name.equals("README")))
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(ProblemCode.values())
                            .map(ProblemCode::toString)
                            .toList());
        }
    }

    @Test
    void no_number_is_used_twice() {
        assertThat(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::toString)
                        .collect(Collectors.toSet()))
                .hasSize(ProblemCode.values().length);
    }
}
