// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import static io.meshcloud.idp.contract.yaml.edit.Edits.adr;
import static io.meshcloud.idp.contract.yaml.edit.Edits.bool;
import static io.meshcloud.idp.contract.yaml.edit.Edits.edit;
import static io.meshcloud.idp.contract.yaml.edit.Edits.number;
import static io.meshcloud.idp.contract.yaml.edit.Edits.string;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class YamlEditorAdditionTest {
    @Nested
    class A_field {
        @Test
        void comes_last_in_its_mapping() {
            assertThat(edit("a:\n  b: 1\nc: 2\n", number("a.x", "3"))).isEqualTo("a:\n  b: 1\n  x: 3\nc: 2\n");
        }

        @Test
        void comes_after_comments_of_the_mapping_and_before_other_comments() {
            assertThat(edit("a:\n  b: 1 # b\n  # of a\n    # of a too\n# of c\nc: 2\n", number("a.x", "3")))
                    .isEqualTo("a:\n  b: 1 # b\n  # of a\n    # of a too\n  x: 3\n# of c\nc: 2\n");
            assertThat(edit("a:\n  b: 1\n\n  # apart\nc: 2\n", number("a.x", "3")))
                    .isEqualTo("a:\n  b: 1\n  x: 3\n\n  # apart\nc: 2\n");
        }

        @Test
        void comes_at_the_end_of_the_file_with_or_without_a_last_line_break() {
            assertThat(edit("a:\n  b: 1\n", number("a.x", "3"))).isEqualTo("a:\n  b: 1\n  x: 3\n");
            assertThat(edit("a:\n  b: 1", number("a.x", "3"))).isEqualTo("a:\n  b: 1\n  x: 3");
            assertThat(edit("a: 1", number("x", "3"))).isEqualTo("a: 1\nx: 3");
        }

        @Test
        void ends_with_the_line_break_of_its_neighbour() {
            assertThat(edit("a:\r\n  b: 1\r\nc: 2\r\n", number("a.x", "3")))
                    .isEqualTo("a:\r\n  b: 1\r\n  x: 3\r\nc: 2\r\n");
            assertThat(edit("a:\n  b: 1\r\nc: 2\n", number("a.x", "3"))).isEqualTo("a:\n  b: 1\r\n  x: 3\r\nc: 2\n");
            assertThat(edit("a:\r\n  b: 1", number("a.x", "3"))).isEqualTo("a:\r\n  b: 1\r\n  x: 3");
        }

        @Test
        void comes_after_the_last_field_of_any_form() {
            assertThat(edit("a:\n  b: |\n    text\n\nc: 2\n", number("a.x", "3")))
                    .isEqualTo("a:\n  b: |\n    text\n  x: 3\n\nc: 2\n");
            assertThat(edit("a:\n  b: 'two\n    lines'\nc: 2\n", number("a.x", "3")))
                    .isEqualTo("a:\n  b: 'two\n    lines'\n  x: 3\nc: 2\n");
            assertThat(edit("a:\n  b:\nc: 2\n", number("a.x", "3"))).isEqualTo("a:\n  b:\n  x: 3\nc: 2\n");
            assertThat(edit("a:\n  b: [1,\n    2]\nc: 2\n", number("a.x", "3")))
                    .isEqualTo("a:\n  b: [1,\n    2]\n  x: 3\nc: 2\n");
            assertThat(edit("a:\n  b:\n  - c: 1\nd: 2\n", number("a.x", "3")))
                    .isEqualTo("a:\n  b:\n  - c: 1\n  x: 3\nd: 2\n");
        }

        @Test
        void is_indented_as_its_neighbours_with_the_step_of_the_file() {
            assertThat(edit("a:\n     b: 1\n", bool("a.x.p.z", true)))
                    .isEqualTo("a:\n     b: 1\n     x:\n          p:\n               z: true\n");
            assertThat(edit("a: 1\n", bool("x.p", true))).isEqualTo("a: 1\nx:\n  p: true\n");
            assertThat(edit("l:\n    - name: q\n      value: r\n", string("l[q].x.p", "z")))
                    .isEqualTo("l:\n    - name: q\n      value: r\n      x:\n        p: z\n");
        }

        @Test
        void comes_before_the_end_of_the_document() {
            assertThat(edit("---\na: 1\n...\n# bye\n", number("x", "3"))).isEqualTo("---\na: 1\nx: 3\n...\n# bye\n");
        }

        @Test
        void comes_within_the_braces() {
            assertThat(edit("a: {b: 1} # c\n", number("a.x", "3"))).isEqualTo("a: {b: 1, x: 3} # c\n");
            assertThat(edit("a: { b: 1 }\n", number("a.x", "3"))).isEqualTo("a: { b: 1, x: 3 }\n");
            assertThat(edit("a: {}\n", number("a.x.p", "3"))).isEqualTo("a: {x: {p: 3}}\n");
            assertThat(edit("{\"a\": {\"b\": 1}}", string("a.x", "y:z"))).isEqualTo("{\"a\": {\"b\": 1, x: \"y:z\"}}");
            assertThat(edit("a: {b: 1,}\n", number("a.x", "3"))).isEqualTo("a: {b: 1, x: 3,}\n");
        }
    }

    @Nested
    class An_entry_of_a_list {
        @Test
        void comes_last_in_the_style_of_the_list() {
            assertThat(edit(adr(), string("spec.config.env[ZONE].value", "eu01")))
                    .isEqualTo(adr().replace(
                                    "        value: \"true\"\n",
                                    "        value: \"true\"\n      - name: ZONE\n        value: eu01\n"));
            assertThat(edit("e:\n- name: A\n  value: a\nx: 1\n", string("e[B].value", "b")))
                    .isEqualTo("e:\n- name: A\n  value: a\n- name: B\n  value: b\nx: 1\n");
            assertThat(edit("e:\n  -   name: A\n      value: a\n", string("e[B].value", "b")))
                    .isEqualTo("e:\n  -   name: A\n      value: a\n  -   name: B\n      value: b\n");
        }

        @Test
        void keeps_the_comment_of_the_key_after_an_unindented_list() {
            assertThat(edit("e:\n- name: A\n  value: a\n# of x\nx: 1\n", string("e[B].value", "b")))
                    .isEqualTo("e:\n- name: A\n  value: a\n- name: B\n  value: b\n# of x\nx: 1\n");
        }

        @Test
        void is_added_with_its_list_and_the_mappings_above() {
            assertThat(edit("spec:\n  a:\n    b: 1\n", string("spec.config.env[A].value", "a")))
                    .isEqualTo("spec:\n  a:\n    b: 1\n  config:\n    env:\n      - name: A\n        value: a\n");
            assertThat(edit("spec:\n  l:\n  - 1\n", string("spec.config.env[A].value", "a")))
                    .isEqualTo("spec:\n  l:\n  - 1\n  config:\n    env:\n    - name: A\n      value: a\n");
        }

        @Test
        void may_consist_of_its_name_only() {
            assertThat(edit("b:\n  - ref: x\n", string("b[ref=q].ref", "q"))).isEqualTo("b:\n  - ref: x\n  - ref: q\n");
        }

        @Test
        void comes_within_the_brackets() {
            assertThat(edit("e: []\n", string("e[A].value", "a"))).isEqualTo("e: [{name: A, value: a}]\n");
            assertThat(edit("e: [{name: A, value: a}]\n", string("e[B].value", "x, y")))
                    .isEqualTo("e: [{name: A, value: a}, {name: B, value: \"x, y\"}]\n");
            assertThat(edit("c: {}\n", string("c.env[A].value", "a"))).isEqualTo("c: {env: [{name: A, value: a}]}\n");
        }

        @Test
        void has_a_name_that_is_quoted_where_it_looks_like_something_else() {
            assertThat(edit("e:\n  - name: A\n    value: a\n", string("e[ON].value", "1")))
                    .isEqualTo("e:\n  - name: A\n    value: a\n  - name: \"ON\"\n    value: \"1\"\n");
        }
    }
}
