// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {
    private static Finding finding(String file, int line, int column, String pointer, ProblemCode code, String what) {
        return Finding.error(code, new Location(file, line, column), pointer, what, "fix");
    }

    @Nested
    class A_code {
        @Test
        void has_a_number_of_its_own() {
            assertThat(Arrays.stream(ProblemCode.values()).map(ProblemCode::toString))
                    .doesNotHaveDuplicates()
                    .allMatch(number -> number.matches("IDP-[1-9][0-9]{3}"));
        }

        @Test
        void has_a_title_of_its_own() {
            assertThat(Arrays.stream(ProblemCode.values()).map(ProblemCode::title))
                    .doesNotHaveDuplicates()
                    .noneMatch(String::isBlank);
        }

        /** The whole catalogue: a problem with any other code does not say that a retry may help. */
        @Test
        void is_retryable_only_if_it_is_listed_here() {
            assertThat(Arrays.stream(ProblemCode.values()).filter(ProblemCode::mayPass))
                    .containsExactly(
                            ProblemCode.WRITE_CONFLICT,
                            ProblemCode.GIT_UNREACHABLE,
                            ProblemCode.REPOSITORY_LOCKED,
                            ProblemCode.CACHE_BROKEN,
                            ProblemCode.OUTCOME_UNKNOWN,
                            ProblemCode.GIT_FAULT,
                            ProblemCode.REPOSITORY_BROKEN,
                            ProblemCode.REGISTRY_UNREACHABLE,
                            ProblemCode.REGISTRY_FAULT);
        }

        @ParameterizedTest
        @EnumSource
        void is_not_retryable_if_its_cause_is_permanent(ProblemCode code) {
            var problem = Problem.of(code, "what", "where", "fix");
            assertThat(problem.retryable()).isEqualTo(code.mayPass());
            assertThat(problem.untilChanged().retryable()).isFalse();
            assertThat(problem.untilChanged()).hasToString(problem.toString());
        }
    }

    @Nested
    class A_location {
        @Test
        void is_printed_as_editors_read_it() {
            assertThat(new Location("a/b.yaml", 3, 7)).hasToString("a/b.yaml:3:7");
            assertThat(Location.of("a/b.yaml")).hasToString("a/b.yaml");
        }

        @Test
        void is_ordered_by_number_and_not_by_text() {
            assertThat(Stream.of(
                                    new Location("b", 1, 1),
                                    new Location("a", 10, 1),
                                    new Location("a", 9, 10),
                                    new Location("a", 9, 9),
                                    Location.of("a"))
                            .sorted())
                    .containsExactly(
                            Location.of("a"),
                            new Location("a", 9, 9),
                            new Location("a", 9, 10),
                            new Location("a", 10, 1),
                            new Location("b", 1, 1));
        }

        @Test
        void never_counts_below_zero() {
            assertThatIllegalArgumentException().isThrownBy(() -> new Location("a", -1, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> new Location("a", 1, -1));
        }
    }

    @Nested
    class Findings {
        private final Finding first = finding("a", 1, 1, "x", ProblemCode.NOT_YAML, "b");

        @Test
        void are_ordered_by_place_then_field_then_code_then_text() {
            var later = List.of(
                    finding("a", 1, 1, "x", ProblemCode.NOT_YAML, "c"),
                    finding("a", 1, 1, "x", ProblemCode.WRONG_TYPE, "a"),
                    finding("a", 1, 1, "y", ProblemCode.NOT_YAML, "a"),
                    finding("a", 2, 1, "a", ProblemCode.NOT_YAML, "a"));
            var all = Stream.concat(later.stream(), Stream.of(first)).toList();

            assertThat(new Problem(ProblemCode.NOT_YAML, "w", "", "f", all).findings())
                    .containsExactlyElementsOf(
                            Stream.concat(Stream.of(first), later.stream()).toList());
        }

        @Test
        void that_differ_never_compare_as_equal() {
            assertThat(first).isNotEqualByComparingTo(first.asWarning());
            assertThat(first)
                    .isNotEqualByComparingTo(
                            Finding.error(first.code(), first.location(), first.pointer(), first.what(), "other"));
            assertThat(first).isEqualByComparingTo(finding("a", 1, 1, "x", ProblemCode.NOT_YAML, "b"));
        }

        @Test
        void become_warnings_with_the_same_text() {
            var warning = first.asWarning();

            assertThat(first.isError()).isTrue();
            assertThat(warning.isError()).isFalse();
            assertThat(warning)
                    .isEqualTo(Finding.warning(
                            first.code(), first.location(), first.pointer(), first.what(), first.fix()));
        }
    }

    @Test
    void is_printed_as_code_place_and_what() {
        var problem = Problem.of(ProblemCode.NOT_YAML, "it is odd", "a:1:2", "fix it");

        assertThat(problem).hasToString("IDP-1001: a:1:2: it is odd");
        assertThat(Problem.of(ProblemCode.NOT_YAML, "it is odd", "", "fix it")).hasToString("IDP-1001: it is odd");
        assertThat(problem.kind()).isEqualTo(ProblemKind.INVALID);
        assertThat(problem.retryable()).isFalse();
    }

    @Test
    void is_carried_by_its_exception() {
        var problem = Problem.of(ProblemCode.GIT_UNREACHABLE, "no answer", "", "wait");
        var cause = new IllegalStateException("below");

        assertThat(problem.asException().problem()).isEqualTo(problem);
        assertThat(problem.asException(cause)).hasCause(cause).hasMessage("IDP-3002: no answer");
        assertThat(problem.retryable()).isTrue();
    }
}
