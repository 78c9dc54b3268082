// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import static io.meshcloud.idp.contract.yaml.edit.Edits.MODE;
import static io.meshcloud.idp.contract.yaml.edit.Edits.adr;
import static io.meshcloud.idp.contract.yaml.edit.Edits.bool;
import static io.meshcloud.idp.contract.yaml.edit.Edits.edit;
import static io.meshcloud.idp.contract.yaml.edit.Edits.number;
import static io.meshcloud.idp.contract.yaml.edit.Edits.remove;
import static io.meshcloud.idp.contract.yaml.edit.Edits.string;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlEditorTest {
    private static final String REPLICAS = "spec.runtime.scaling.replicas";

    @Nested
    class A_value_that_changes {
        @Test
        void changes_nothing_around_it() {
            assertThat(edit(adr(), number(REPLICAS, "3"))).isEqualTo(adr().replace("replicas: 2  ", "replicas: 3  "));
        }

        @Test
        void may_become_longer_or_shorter_while_the_comment_after_it_stays() {
            assertThat(edit("a: 1 # one\nb: 2\n", number("a", "1000"))).isEqualTo("a: 1000 # one\nb: 2\n");
            assertThat(edit("a: 1000 # one", number("a", "1"))).isEqualTo("a: 1 # one");
        }

        @Test
        void is_found_after_a_byte_order_mark_and_characters_of_any_size() {
            var text = "\ufeff# 🚀 größer €\nname: \"🚀🚀 ä\" # 🚀\nnext: {e: 🚀, replicas: 2} # 🚀\n";

            assertThat(edit(text, number("next.replicas", "30"))).isEqualTo(text.replace(": 2}", ": 30}"));
            assertThat(edit(text, string("name", "🛰"))).isEqualTo(text.replace("🚀🚀 ä", "🛰"));
        }

        @Test
        void keeps_the_line_ends_of_the_file() {
            var crlf = adr().replace("\n", "\r\n");

            assertThat(edit(crlf, number(REPLICAS, "3"))).isEqualTo(crlf.replace("replicas: 2", "replicas: 3"));
        }

        @Test
        void is_found_in_the_named_entry_of_a_list() {
            assertThat(edit(adr(), string("spec.config.env[LOG_LEVEL].value", "debug")))
                    .isEqualTo(adr().replace("value: info", "value: debug"));
            assertThat(edit(adr(), string("spec.config.buildingBlocks[ref=postgres-default].ref", "postgres-default")))
                    .isEqualTo(adr());
        }

        @Test
        void is_one_of_several_in_their_order() {
            assertThat(edit(adr(), number(REPLICAS, "3"), bool("spec.ingress.enabled", false), number(REPLICAS, "4")))
                    .isEqualTo(adr().replace("replicas: 2", "replicas: 4")
                            .replaceFirst("enabled: true", "enabled: false"));
        }

        @Test
        void may_be_next_to_values_that_cannot_be_edited() {
            var text = "a: |\n  text\n\nb: 1\nc: >-\n  more\n  text\nd:\n";

            assertThat(edit(text, number("b", "2"))).isEqualTo(text.replace("b: 1", "b: 2"));
        }
    }

    @Nested
    class Quotes {
        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '`',
                value = {
                    "a: x, y1, a: y1",
                    "a: x, true, a: \"true\"",
                    "a: x, 1, a: \"1\"",
                    "a: x, `a: b`, a: \"a: b\"",
                    "a: x, `it's`, a: \"it's\"",
                    "a: x, `say \"hi\" \\o`, `a: \"say \\\"hi\\\" \\\\o\"`",
                    "a: x, ``, a: \"\"",
                    "a: x, 🚀, a: \"🚀\"",
                    "a: 'x', y1, a: 'y1'",
                    "a: 'x', true, a: 'true'",
                    "a: 'x', `it's`, a: 'it''s'",
                    "a: 'x', ``, a: ''",
                    "a: \"x\", y1, a: \"y1\"",
                    "a: 1, 1, a: \"1\"",
                    "a: true, true, a: \"true\"",
                    "a: ~, x, a: x",
                    "{a: x}, y1, {a: y1}",
                    "{a: x}, `y:1`, {a: \"y:1\"}",
                    "a: x, `y:z`, a: y:z",
                    "{\"a\":\"x\"}, y, {\"a\":\"y\"}",
                })
        void of_a_string_are_kept_if_possible(String before, String value, String after) {
            assertThat(edit(before, string("a", value))).isEqualTo(after);
        }

        @Test
        void of_a_string_become_double_quotes_if_the_value_needs_escapes() {
            assertThat(edit("a: 'x'", string("a", "1\n2\t3\r\u0000\u2028\u200b\ue000\udb40\udc01")))
                    .isEqualTo("a: \"1\\n2\\t3\\r\\u0000\\u2028\\u200B\\uE000\\U000E0001\"");
        }

        @Test
        void are_removed_when_a_number_or_a_boolean_replaces_a_string() {
            assertThat(edit("a: \"2\" # two", number("a", "2"))).isEqualTo("a: 2 # two");
            assertThat(edit("a: 'true'", bool("a", true))).isEqualTo("a: true");
            assertThat(edit("{\"a\":\"1\"}", number("a", "0.5"))).isEqualTo("{\"a\":0.5}");
        }
    }

    @Nested
    class A_value_that_is_already_set {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a: x",
                    "a: 'x'",
                    "a: \"x\"",
                    "a: \"\\x78\"",
                    "a: |-\n  x",
                    "a: >-\n  x\n",
                    "{a: x}",
                    "a:\n  x"
                })
        void leaves_the_file_unchanged_in_any_notation(String text) {
            assertThat(edit(text, string("a", "x"))).isEqualTo(text);
        }

        @Test
        void leaves_the_whole_example_unchanged() {
            assertThat(edit(
                            adr(),
                            number(REPLICAS, "2"),
                            string("spec.runtime.resources.requests.cpu", "200m"),
                            string("spec.config.env[FEATURE_X_ENABLED].value", "true"),
                            bool("spec.ingress.tls.enabled", true),
                            string(MODE, "auto")))
                    .isEqualTo(adr());
        }

        @Test
        void with_another_type_is_rewritten() {
            assertThat(edit("a: \"true\"", bool("a", true))).isEqualTo("a: true");
            assertThat(edit("a: 1", string("a", "1"))).isEqualTo("a: \"1\"");
        }
    }

    @Nested
    class The_deploy_mode {
        @Test
        void of_the_example_is_held_and_resumed() {
            var held = edit(adr(), string(MODE, "manual"));

            assertThat(held).isEqualTo(adr().replace("mode: auto  ", "mode: manual  "));
            assertThat(edit(held, string(MODE, "auto"))).isEqualTo(adr());
        }

        @Test
        void that_is_absent_is_added_with_the_mapping_above_it_and_removed_again() {
            var text = """
                    spec:
                        registry:
                            repository: a.b/c # exact
                            # of this env

                        # next
                        x: 1
                    """;
            var held = edit(text, string(MODE, "manual"));

            assertThat(held).isEqualTo("""
                            spec:
                                registry:
                                    repository: a.b/c # exact
                                    # of this env
                                    deployPolicy:
                                        mode: manual

                                # next
                                x: 1
                            """);
            assertThat(edit(held, remove(MODE))).isEqualTo(text);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "spec:\n  registry: {repository: a.b/c} # x\n",
                    "spec: {registry: {repository: a.b/c}}\n",
                    "{spec: {registry: { repository: a.b/c }}}",
                    "spec:\n  registry:\n    repository: a.b/c\n    deployPolicy: {}\n",
                    "spec:\n  registry:\n    repository: a.b/c\n    deployPolicy: { } # x",
                    "spec:\n  x: 1",
                    "spec: {}",
                    "spec:\r\n  x: 1\r\n",
                })
        void that_is_absent_leaves_no_trace_in_braces_either(String text) {
            var held = edit(text, string(MODE, "manual"));

            assertThat(held).contains("manual");
            assertThat(edit(held, remove(MODE))).isEqualTo(text);
        }
    }
}
