// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import static io.meshcloud.idp.contract.Refusals.refusal;
import static io.meshcloud.idp.contract.yaml.edit.Edits.FILE;
import static io.meshcloud.idp.contract.yaml.edit.Edits.adr;
import static io.meshcloud.idp.contract.yaml.edit.Edits.edit;
import static io.meshcloud.idp.contract.yaml.edit.Edits.number;
import static io.meshcloud.idp.contract.yaml.edit.Edits.remove;
import static io.meshcloud.idp.contract.yaml.edit.Edits.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlEditorRefusalTest {
    private static void refuses(String text, FieldEdit edit, String where, String what) {
        var problem = refusal(ProblemCode.CANNOT_EDIT, () -> edit(text, edit));

        assertThat(problem.what()).contains(what);
        assertThat(problem.where()).isEqualTo(FILE + where);
    }

    @Nested
    class A_value_on_several_lines {
        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '`',
                delimiter = ';',
                value = {
                    "`x: 1\na: |\n  old\n`; :2:4; is on several lines",
                    "`x: 1\na: >-\n  old\n`; :2:4; is on several lines",
                    "`x: 1\na: one\n  two\n`; :2:4; is on several lines",
                    "`x: 1\na: 'one\n  two'\n`; :2:4; is on several lines",
                    "`x: 1\na:\nb: 1\n`; :2:3; has no value",
                    "`x: 1\na:\n  b: 1\n`; :3:3; is not a single value",
                    "`x: 1\na: [1]\n`; :2:4; is not a single value",
                })
        void that(String text, String where, String what) {
            refuses(text, string("a", "new"), where, what);
        }
    }

    @Test
    void is_refused_with_its_form_on_one_line() {
        var problem = refusal(ProblemCode.CANNOT_EDIT, () -> edit("a: |\n  old\n", string("a", "new")));

        assertThat(problem.fix()).contains("in double quotes, with \\n", "idp env apply");
        assertThat(edit("a: \"one\\ntwo\"\n", string("a", "1\n2"))).isEqualTo("a: \"1\\n2\"\n");
    }

    @Nested
    class An_addition_is_refused {
        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '`',
                delimiter = ';',
                value = {
                    "`a: 1\n`; :1:4; there is no mapping here",
                    "`a:\n`; :1:3; there is no mapping here",
                    "`a: [1]\n`; :1:4; there is no mapping here",
                    "`a: {b: 1,\n  c: 2}\n`; :1:4; are on several lines",
                    "`? a\n: ? b\n  : c\n`; :2:3; there is other text before the first key",
                })
        void below(String text, String where, String what) {
            refuses(text, string("a.x", "new"), where, what);
        }

        @Test
        void of_an_entry_where_there_is_no_list() {
            refuses("a: 1\n", string("a[X].value", "new"), ":1:4", "there is no list here");
            refuses("a: {}\n", string("a[X].value", "new"), ":1:4", "there is no list here");
        }

        @Test
        void after_a_block_scalar_whose_last_line_break_would_change() {
            refuses("a:\n  b: |+\n    text\n\n\nc: 1\n", string("a.x", "new"), ":2:3", "cannot be changed");
            refuses("a:\n  b: |\n    text", string("a.x", "new"), ":2:3", "cannot be changed");
        }
    }

    @Nested
    class A_removal_is_refused {
        @Test
        void of_a_field_that_shares_its_line_with_another() {
            refuses("l:\n  - name: A\n    value: a\n", remove("l[A].name"), ":2:5", "cannot be changed");
        }

        @Test
        void of_the_last_field_of_the_file() {
            refuses("a:\n  b: 1\n", remove("a.b"), ":1:1", "the file would be empty");
            refuses("{a: 1}\n", remove("a"), ":1:2", "the file would be empty");
        }

        @Test
        void from_braces_on_several_lines() {
            refuses("a: {b: 1,\n  c: 2}\n", remove("a.c"), ":2:3", "are on several lines");
        }
    }

    @Nested
    class A_file_is_refused {
        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '`',
                delimiter = ';',
                value = {
                    "`a: &x 1\nb: 2\n`; :1:4; an anchor",
                    "`a: &x 1\nb: *x\n`; :1:4; an anchor",
                    "`a: !!str 1\nb: 2\n`; :1:4; a tag",
                    "`a: ! 1\nb: 2\n`; :1:4; a tag",
                    "`a: !!map {}\nb: 2\n`; :1:4; a tag",
                    "`? [a, b]\n: 1\nb: 2\n`; :1:3; a complex key",
                    "`a: 1\nb: 2\nb: 3\n`; :3:1; 'b' occurs twice",
                    "`x:\n  y: 1\n  y: 1\nb: 2\n`; :3:3; 'y' occurs twice",
                    "`b: 1\n---\nb: 2\n`; :2:1; several documents",
                    "`b: [1\n`; :2:1; not readable as YAML",
                    "`b: 1\n\tc: 2\n`; :2:1; not readable as YAML",
                    "`b:\n-\tc: 1\n`; :2:2; not readable as YAML",
                    "`b: \"\u0001\"\n`; ``; not readable as YAML",
                    "`b: 1\rc: 2\n`; ``; a line break",
                    "`b: 1\u2028`; ``; a line break",
                    "`# \u0085\nb: 1`; ``; a line break",
                    "``; ``; contains no fields",
                    "`# only\n`; ``; contains no fields",
                    "`- b\n`; ``; contains no fields",
                    "b; ``; contains no fields",
                })
        void that_contains_these_features(String text, String where, String what) {
            refuses(text, number("b", "5"), where, what);
            refuses(text, remove("absent"), where, what);
        }

        @Test
        void that_is_not_utf_8() {
            var bytes = Bytes.of(new byte[] {'a', ':', ' ', (byte) 0xff, '\n'});

            assertThat(refusal(ProblemCode.CANNOT_EDIT, () -> YamlEditor.edit(FILE, bytes, List.of(remove("a"))))
                            .what())
                    .contains("not UTF-8");
        }

        @Test
        void that_is_nested_too_deeply() {
            var deep = "a: " + "[".repeat(100_000);

            refuses(deep, remove("a"), ":1:53", "nests deeper than 50 levels");
        }

        @Test
        void that_lists_an_entry_twice() {
            refuses("l:\n  - name: A\n  - name: A\n", string("l[A].value", "x"), ":3:5", "the entry 'A' occurs twice");
        }
    }

    @Nested
    class A_value_of_another_type_is_refused {
        @ParameterizedTest
        @ValueSource(strings = {"", "three", "1e3", "0x1", "01", "1_000", "+1", " 1", "1\n", "1 # x"})
        void as_a_number(String value) {
            var problem = refusal(ProblemCode.INVALID_VALUE, () -> edit(adr(), number("spec.x", value)));

            assertThat(problem.what()).startsWith("spec.x: '").endsWith("is not a number");
            assertThat(problem.where()).isEqualTo(FILE);
        }

        @Test
        void as_a_boolean() {
            var yes = new FieldEdit.Put("spec.x", "yes", FieldEdit.ScalarType.BOOLEAN);

            assertThat(refusal(ProblemCode.INVALID_VALUE, () -> edit(adr(), yes))
                            .what())
                    .isEqualTo("spec.x: 'yes' is neither true nor false");
        }

        @Test
        void as_text_that_has_no_bytes() {
            assertThat(refusal(ProblemCode.INVALID_VALUE, () -> edit(adr(), string("spec.x", "a\ud83d")))
                            .what())
                    .contains("is not Unicode text");
        }

        @Test
        void as_another_name_of_an_entry() {
            assertThat(refusal(ProblemCode.INVALID_VALUE, () -> edit(adr(), string("spec.config.env[A].name", "B")))
                            .what())
                    .contains("would rename the entry");
        }
    }

    @Test
    void as_the_value_of_a_whole_entry() {
        assertThatIllegalArgumentException().isThrownBy(() -> edit(adr(), string("spec.config.env[A]", "B")));
    }
}
