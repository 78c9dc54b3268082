// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodesTest {
    @ParameterizedTest
    @CsvSource({
        "INTERNAL, 1",
        "USAGE, 2",
        "INVALID, 3",
        "FORBIDDEN, 3",
        "NOT_FOUND, 4",
        "AMBIGUOUS, 4",
        "CONFLICT, 5",
        "PRECONDITION, 5",
        "UNAVAILABLE, 6",
        "UPSTREAM, 6"
    })
    void each_kind_of_problem_has_its_exit_code(ProblemKind kind, int code) {
        assertThat(ExitCodes.of(kind)).isEqualTo(code);
    }

    @Test
    void every_problem_has_a_nonzero_exit_code() {
        assertThat(ProblemKind.values())
                .hasSize(10)
                .allSatisfy(kind -> assertThat(ExitCodes.of(kind)).isPositive());
    }
}
