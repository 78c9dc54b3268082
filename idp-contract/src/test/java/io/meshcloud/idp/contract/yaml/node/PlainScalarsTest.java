// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainScalarsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "info", "a", "app-team-a", "harbor.example.tld/team-a/app1", "/", "/a/b", "_x", "A_B", "200m", "256Mi",
                "1.5Gi", "hello world", "user@host", "a+b", "x1e3", "nope", "nullable", "Truely", "yesterday", "infos"
            })
    void a_word_needs_no_quotes(String text) {
        assertThat(PlainScalars.isString(text, false)).isTrue();
        assertThat(PlainScalars.isString(text, true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://host/path", "a:b", "host:5000"})
    void a_colon_within_a_word_needs_quotes_only_within_braces(String text) {
        assertThat(PlainScalars.isString(text, false)).isTrue();
        assertThat(PlainScalars.isString(text, true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "~",
                "null",
                "Null",
                "NULL",
                "true",
                "True",
                "TRUE",
                "false",
                "yes",
                "Yes",
                "no",
                "No",
                "on",
                "ON",
                "off",
                "y",
                "Y",
                "n",
                "N",
                ".nan",
                ".NaN",
                ".inf",
                "-.inf",
                "+.inf",
                "nan",
                "NaN",
                "inf",
                "Infinity"
            })
    void a_word_that_some_yaml_parser_reads_as_another_type_needs_quotes(String text) {
        assertThat(PlainScalars.isString(text, false)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1",
                "-1",
                "+1",
                "1.5",
                ".5",
                "1.",
                "1e3",
                "1E3",
                "1e+3",
                "0123",
                "0o17",
                "0x1F",
                "0b101",
                "1_000",
                "12:30:45",
                "12:30",
                "2025-12-29",
                "2025-12-29T13:42:10Z",
                "1.2.3",
                "0x1p4",
                "1e",
                "123abc"
            })
    void a_text_that_resembles_a_number_or_a_time_needs_quotes(String text) {
        assertThat(PlainScalars.isString(text, false)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " a", "a ", "a  b", "a: b", "a:", "a #b", "#a", "- a", "-a", "-", "---", "...", "? a", "?", ": a", "&a",
                "*a", "!a", "!!str a", "|", ">", "%a", "@a", "`a", "'a'", "\"a\"", "{a}", "[a]", "a,b", "a{b", "a]b",
                        "=",
                "<<", "a=b", "a\tb", "a\nb", "a\\b", "ä", "🚀", "a\u00a0b", "\ufeffa", "$a", "a%b"
            })
    void a_text_with_yaml_syntax_needs_quotes(String text) {
        assertThat(PlainScalars.isString(text, false)).isFalse();
        assertThat(PlainScalars.isString(text, true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "65535", "-1", "0.5", "10.25"})
    void a_plain_decimal_number_is_a_number(String text) {
        assertThat(PlainScalars.isNumber(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+1", "01", "1.", ".5", "1e3", "1_000", "0x1", "1 ", "\u0661", "--1", "1.5.2", "NaN"})
    void other_texts_are_not_numbers(String text) {
        assertThat(PlainScalars.isNumber(text)).isFalse();
    }

    @Test
    void only_true_and_false_are_booleans() {
        assertThat(PlainScalars.isBoolean("true")).isTrue();
        assertThat(PlainScalars.isBoolean("false")).isTrue();
        assertThat(PlainScalars.isBoolean("yes")).isFalse();
        assertThat(PlainScalars.isBoolean("True")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e_3", "1e3_0", "0_x1F", "+_1", "-_1", "0x_1", "0_b1", "1._5", "._", "2_5:3_0"})
    void a_number_with_an_underscore_needs_quotes(String text) {
        assertThat(PlainScalars.kind(text)).isEqualTo(ScalarKind.AMBIGUOUS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"_1", "1_a", "8080:80", "1:99", "+", "-", ".", "...", "1.2.3", "2025.12.29-1342", "nope"})
    void a_text_that_only_resembles_a_number_is_a_string(String text) {
        assertThat(PlainScalars.kind(text)).isEqualTo(ScalarKind.STRING);
    }

    @ParameterizedTest
    @ValueSource(strings = {":1:11", ":11", "_", "1", ".", "-", "e1", " 1"})
    void a_quarter_of_a_million_characters_like_those_of_a_number_are_read(String part) {
        var text = "1" + part.repeat(250_000 / part.length());

        assertThat(PlainScalars.kind(text)).isNotEqualTo(ScalarKind.NULL);
        assertThat(PlainScalars.kind(text + "x")).isEqualTo(ScalarKind.STRING);
    }

    @Test
    void a_million_characters_are_read_without_recursion() {
        assertThat(PlainScalars.isString("a".repeat(1_000_000), false)).isTrue();
        assertThat(PlainScalars.isNumber("1".repeat(1_000_000))).isTrue();
        assertThat(PlainScalars.isString("1".repeat(1_000_000), false)).isFalse();
    }
}
