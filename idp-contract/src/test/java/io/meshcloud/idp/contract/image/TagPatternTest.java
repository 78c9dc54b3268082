// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.image;

import static io.meshcloud.idp.contract.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.meshcloud.idp.contract.problem.ProblemCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagPatternTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void matches_whole_tags_only() {
        var pattern = TagPattern.parse("v[0-9]+\\.[0-9]+");

        assertThat(pattern.matches(Tag.parse("v1.10"))).isTrue();
        assertThat(pattern.matches(Tag.parse("v1.10-rc1"))).isFalse();
        assertThat(pattern.matches(Tag.parse("xv1.10"))).isFalse();
    }

    @Test
    void with_a_start_anchor_but_no_end_anchor_causes_a_warning() {
        assertThat(TagPattern.parse("^v1\\.").looksLikeBeginning()).isTrue();
        assertThat(TagPattern.parse("^v1\\.[0-9]+").looksLikeBeginning()).isTrue();
        assertThat(TagPattern.parse("^v1\\..*").looksLikeBeginning()).isFalse();
        assertThat(TagPattern.parse("^v[0-9]+$").looksLikeBeginning()).isFalse();
        assertThat(TagPattern.parse("v[0-9]+").looksLikeBeginning()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+", "(a|a)*", "(a|aa)+", "(.*a){20}", "((a{0,30})+)*", "(((a*)*)*)*"})
    void no_tag_makes_matching_slow(String pattern) {
        var hostile = Tag.parse("a".repeat(127) + "_");

        assertThat(assertTimeoutPreemptively(
                        SOON, () -> TagPattern.parse(pattern).matches(hostile)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a{1001}",
                "(a{100}){100}",
                "(((a{99}){99}){99}){99}",
                "((a{40,}){30}){0,2}",
                "a{99999999999999999999}"
            })
    void repetition_counts_that_would_fill_the_memory_are_refused(String pattern) {
        var problem = assertTimeoutPreemptively(
                SOON, () -> refusal(ProblemCode.INVALID_VALUE, () -> TagPattern.parse(pattern)));

        assertThat(problem.what()).contains("repeats its parts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[0-9]{1,4}\\.[0-9]{1,4}\\.[0-9]{1,4}-[0-9]{1,200}", "([0-9]{1,4}\\.){3}", "[0-9a-f]{40}"})
    void repetition_counts_of_usual_size_are_accepted(String pattern) {
        assertThat(TagPattern.parse(pattern)).hasToString(pattern);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v[0-9", "(", "*", "a**", "(?=a)", "(?<!a)b", "(a)\\1", "a++", "(?>a)", "\\"})
    void an_invalid_expression_is_refused_with_its_position(String pattern) {
        var problem = refusal(ProblemCode.INVALID_VALUE, () -> TagPattern.parse(pattern));

        assertThat(problem.what()).contains("is not a regular expression: ");
        assertThat(problem.fix()).contains("look-around", "back references", "possessive");
    }

    @ParameterizedTest
    @ValueSource(ints = {501, 250_000})
    void a_pattern_over_the_length_limit_is_refused(int length) {
        var problem = refusal(ProblemCode.INVALID_VALUE, () -> TagPattern.parse("[" + "a".repeat(length - 2) + "]"));

        assertThat(problem.what()).contains("longer than 500 characters");
    }

    @Test
    void is_equal_by_its_text() {
        assertThat(TagPattern.parse("a+")).isEqualTo(TagPattern.parse("a+")).hasSameHashCodeAs(TagPattern.parse("a+"));
        assertThat(TagPattern.parse("a+")).isNotEqualTo(TagPattern.parse("a*"));
    }
}
