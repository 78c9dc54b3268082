// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the exit codes in {@code docs/errors} with the code. */
class ErrorPagesExitCodeTest {
    private static final Path PAGES = Path.of("..", "docs", "errors");

    @ParameterizedTest
    @EnumSource
    void a_page_names_the_exit_code_and_whether_to_retry(ProblemCode code) throws IOException {
        assertThat(Files.readString(PAGES.resolve(code + ".md")))
                .endsWith(" | " + ExitCodes.of(code.kind()) + " | "
                        + (code.mayPass() ? "yes" : "no, something has to change first") + " |\n");
    }

    @ParameterizedTest
    @EnumSource
    void the_index_names_the_exit_code(ProblemCode code) throws IOException {
        assertThat(Files.readString(PAGES.resolve("README.md")))
                .contains("| [" + code + "](" + code + ".md) | " + code.title() + " | " + ExitCodes.of(code.kind())
                        + " |\n");
    }
}
