// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import static io.meshcloud.idp.contract.yaml.edit.Edits.adr;
import static io.meshcloud.idp.contract.yaml.edit.Edits.edit;
import static io.meshcloud.idp.contract.yaml.edit.Edits.remove;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlEditorRemovalTest {
    @Nested
    class A_field {
        @Test
        void removes_its_line_with_the_comment_and_no_other_line() {
            assertThat(edit("# top\na: 1 # one\n# of b\nb: 2 # two\n\n# of c\nc: 3\n", remove("b")))
                    .isEqualTo("# top\na: 1 # one\n# of b\n\n# of c\nc: 3\n");
        }

        @Test
        void may_be_the_first_or_the_last_of_the_file() {
            assertThat(edit("a: 1\nb: 2\n", remove("a"))).isEqualTo("b: 2\n");
            assertThat(edit("a: 1\r\nb: 2\r\n", remove("b"))).isEqualTo("a: 1\r\n");
            assertThat(edit("a: 1\r\nb: 2", remove("b"))).isEqualTo("a: 1");
            assertThat(edit("a:\n  - |\n   x\nb: 2", remove("b"))).isEqualTo("a:\n  - |\n   x\n");
        }

        @Test
        void removes_everything_below_it() {
            assertThat(edit("a:\n  b:\n    - x: 1\n    # of b\n    - x: 2\n  # of a\nc: 3\n", remove("a")))
                    .isEqualTo("  # of a\nc: 3\n");
            assertThat(edit("a: |\n  1\n\n  2\n\nb: 1\n", remove("a"))).isEqualTo("\nb: 1\n");
            assertThat(edit("a: 'x\n  y' # z\nb: 1\n", remove("a"))).isEqualTo("b: 1\n");
            assertThat(edit("a: {b: 1,\n  c: 2}\nb: 1\n", remove("a"))).isEqualTo("b: 1\n");
            assertThat(edit("a:\nb: 1\n", remove("a"))).isEqualTo("b: 1\n");
        }

        @Test
        void removes_the_mapping_that_becomes_empty() {
            assertThat(edit("a:\n  b: # b\n    # stays\n    c: 1\nd: 2\n", remove("a.b.c")))
                    .isEqualTo("    # stays\nd: 2\n");
        }

        @Test
        void leaves_the_braces() {
            assertThat(edit("a: {b: 1, c: 2, d: 3} # x\n", remove("a.b"))).isEqualTo("a: {c: 2, d: 3} # x\n");
            assertThat(edit("a: {b: 1, c: 2, d: 3}\n", remove("a.c"))).isEqualTo("a: {b: 1, d: 3}\n");
            assertThat(edit("a: { b: 1, c: 2, d: 3 }\n", remove("a.d"))).isEqualTo("a: { b: 1, c: 2 }\n");
            assertThat(edit("a: {b: 1}\n", remove("a.b"))).isEqualTo("a: {}\n");
            assertThat(edit("a: {b: {c: 1}}\n", remove("a.b.c"))).isEqualTo("a: {}\n");
            assertThat(edit("a: {b: 1,}\n", remove("a.b"))).isEqualTo("a: {}\n");
            assertThat(edit("a: {b: 1 , } # x\n", remove("a.b"))).isEqualTo("a: { } # x\n");
            assertThat(edit("a: {b: 1, c: 2,}\n", remove("a.c"))).isEqualTo("a: {b: 1,}\n");
            assertThat(edit("a: {b: {c: 1}, d: 2}\n", remove("a.b.c"))).isEqualTo("a: {d: 2}\n");
        }
    }

    @Nested
    class An_entry_of_a_list {
        @Test
        void removes_its_lines() {
            assertThat(edit(adr(), remove("spec.config.env[LOG_LEVEL]")))
                    .isEqualTo(adr().replace("      - name: LOG_LEVEL\n        value: info\n", ""));
            assertThat(edit(adr(), remove("spec.config.buildingBlocks[ref=observability-basic]")))
                    .isEqualTo(adr().replaceFirst("      - ref: observability-basic .*\n", ""));
            assertThat(edit("e:\n- name: A\n  value: a\n- name: B\n  value: b\n", remove("e[A]")))
                    .isEqualTo("e:\n- name: B\n  value: b\n");
            assertThat(edit("e:\n  -\n    name: A\n  -\n    name: B\n", remove("e[B]")))
                    .isEqualTo("e:\n  -\n    name: A\n");
        }

        @Test
        void removes_the_list_that_becomes_empty_but_keeps_a_comment_on_its_own_line() {
            var one = edit(adr(), remove("spec.config.env[LOG_LEVEL]"));

            assertThat(edit(one, remove("spec.config.env[FEATURE_X_ENABLED]")))
                    .isEqualTo(one.replace("    env:\n", "")
                            .replace("      - name: FEATURE_X_ENABLED\n        value: \"true\"\n", ""));
        }

        @Test
        void leaves_the_brackets() {
            assertThat(edit("e: [{name: A}, {name: B}]\n", remove("e[A]"))).isEqualTo("e: [{name: B}]\n");
            assertThat(edit("e: [{name: A}, {name: B}]\n", remove("e[B]"))).isEqualTo("e: [{name: A}]\n");
            assertThat(edit("e: [{name: A}]\n", remove("e[A]"))).isEqualTo("e: []\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "spec.x", "spec.x.y", "spec.config.env[X]", "spec.config.env[X].value", "kind.x", "kind[x]"
            })
    void an_absent_field_changes_nothing(String pointer) {
        assertThat(edit(adr(), remove(pointer))).isEqualTo(adr());
    }
}
