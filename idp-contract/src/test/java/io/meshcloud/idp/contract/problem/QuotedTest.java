// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotedTest {
    @Test
    void is_in_single_quotes() {
        assertThat(Quoted.of("")).isEqualTo("''");
        assertThat(Quoted.of("näm€ 🚀")).isEqualTo("'näm€ 🚀'");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, '\n', '\r', '\t', 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x200b, 0x200e, 0x2028, 0x2029, 0x202e, 0x2066,
                0xfeff, 0xe000, 0xffff, 0xd800, 0xdfff, 0xe0001, 0x10ffff
            })
    void escapes_characters_that_could_manipulate_a_terminal(int point) {
        assertThat(Quoted.isHarmless(point)).isFalse();
        assertThat(Quoted.of("a" + new String(Character.toChars(point)) + "b"))
                .isEqualTo(String.format("'a\\u%04xb'", point));
    }

    @Test
    void is_shortened_after_80_characters() {
        assertThat(Quoted.of("x".repeat(80))).isEqualTo("'" + "x".repeat(80) + "'");
        assertThat(Quoted.of("x".repeat(81))).isEqualTo("'" + "x".repeat(80) + "…' (81 characters)");
    }

    @Test
    void is_not_shortened_if_it_is_a_local_path() {
        assertThat(Quoted.whole("/x".repeat(80))).isEqualTo("'" + "/x".repeat(80) + "'");
        assertThat(Quoted.whole("a\u001bb")).isEqualTo("'a\\u001bb'");
    }

    @Test
    void never_splits_a_character() {
        assertThat(Quoted.of("🚀".repeat(100))).isEqualTo("'" + "🚀".repeat(80) + "…' (200 characters)");
    }
}
