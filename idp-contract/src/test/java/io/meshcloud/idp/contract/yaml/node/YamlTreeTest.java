// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Reading YAML")
class YamlTreeTest {
    private static YamlTree read(String text) {
        return YamlTree.read("f.yaml", Bytes.utf8(text));
    }

    private static Finding only(YamlTree tree) {
        assertThat(tree.findings()).hasSize(1);
        assertThat(tree.findings().get(0).fix()).isNotBlank();
        return tree.findings().get(0);
    }

    private static void assertRefused(String text, ProblemCode code, String place, String... words) {
        var finding = only(read(text));
        assertThat(finding.code()).isEqualTo(code);
        assertThat(finding.location()).hasToString(place);
        assertThat(finding.what() + " | " + finding.fix()).contains(words).doesNotContain("\n");
    }

    private static Node.Scalar scalar(YamlTree tree, String key) {
        assertThat(tree.findings()).isEmpty();
        var root = (Node.Mapping) tree.optionalRoot().orElseThrow();
        return (Node.Scalar) root.entry(key).orElseThrow().value();
    }

    @Nested
    @DisplayName("refuses features that the contract does not allow")
    class Features {
        @Test
        void an_anchor_and_every_alias_of_it() {
            var findings = read("a: &x 1\nb: *x\nc: [*x]\n").findings();

            assertThat(findings)
                    .extracting(finding -> finding.location() + " "
                            + finding.what().replace(" is not allowed in files of the contract", ""))
                    .containsExactly(
                            "f.yaml:1:4 the anchor '&x'", "f.yaml:2:4 the alias '*x'", "f.yaml:3:5 the alias '*x'");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "a: !!int 1      | f.yaml:1:4 | the tag 'tag:yaml.org,2002:int'",
                    "a: !mine {}     | f.yaml:1:4 | the tag '!mine'",
                    "a: ! 1          | f.yaml:1:4 | the tag '!'",
                    "a: {<<: {b: 1}} | f.yaml:1:5 | the merge key '<<'",
                    "{[a]: 1}        | f.yaml:1:2 | a key that is a list or a mapping",
                    "a: 1\\n---\\nb: 2 | f.yaml:2:1 | a second document",
                    "%YAML 1.2\\n---\\na: 1 | f.yaml:1:1 | a YAML directive",
                    "%TAG ! tag:x,2026:\\n---\\na: 1 | f.yaml:1:1 | a YAML directive"
                })
        void each_feature_at_its_place(String text, String place, String what) {
            assertRefused(text.replace("\\n", "\n"), ProblemCode.YAML_FEATURE_REFUSED, place, what);
        }

        @Test
        void a_duplicate_key_at_its_second_place() {
            assertRefused(
                    "a:\n  b: 1\n  \"b\": 2\n", ProblemCode.DUPLICATE_KEY, "f.yaml:3:3", "'b' is already in line 2");
        }

        @ParameterizedTest
        @ValueSource(strings = {"on", "yes", "1", "1.5", "true", "~", "0x1F", "2026-12-20"})
        void a_key_that_some_yaml_parsers_do_not_read_as_text(String key) {
            assertRefused(key + ": 1", ProblemCode.AMBIGUOUS_SCALAR, "f.yaml:1:1", "'" + key + "'", "quote it");
        }

        @Test
        void a_key_longer_than_any_name() {
            assertThat(read("k".repeat(TreeBuilder.MAX_KEY) + ": 1").findings()).isEmpty();
            assertRefused(
                    "\n" + "k".repeat(1000) + ": 1", ProblemCode.YAML_FEATURE_REFUSED, "f.yaml:2:1", "1000", "253");
        }

        @Test
        void endless_nesting() {
            assertThat(read("[".repeat(TreeBuilder.MAX_DEPTH) + "]".repeat(TreeBuilder.MAX_DEPTH))
                            .findings())
                    .isEmpty();
            assertRefused("[".repeat(200_000), ProblemCode.TOO_DEEP, "f.yaml:1:" + (TreeBuilder.MAX_DEPTH + 1), "32");
        }

        @Test
        void endless_nesting_of_mappings() {
            assertRefused("{a: ".repeat(50_000), ProblemCode.TOO_DEEP, "f.yaml:1:126", "32");
        }
    }

    /**
     * Helm reads files with sigs.k8s.io/yaml, that is go-yaml. Each of these was tried with sigs.k8s.io/yaml 1.4.0,
     * go-yaml 2.4.0 and go-yaml 3.0.1, which refuse it or read another value than SnakeYAML; those that pass were read
     * alike.
     */
    @Nested
    @DisplayName("refuses what Helm's reader refuses or reads as something else")
    class Helm {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "%FOO bar\\n---\\na: 1          | f.yaml:1:1 | a YAML directive",
                    "%08\\n---\\na: 1              | f.yaml:1:1 | a YAML directive",
                    "# c\\n\\n%FOO x\\n---\\na: 1    | f.yaml:3:1 | a YAML directive",
                    "a: x\\n%FOO x\\n              | f.yaml:2:1 | a YAML directive",
                    "a: BAR\\n  \\tx\\n              | f.yaml:2:3 | a tab at the start of a block text",
                    "a: BAR-\\n\\n  \\n  \\tx\\n       | f.yaml:4:3 | a tab at the start of a block text",
                    "a: BAR # 😀\\r\\n  \\tx\\r\\n      | f.yaml:2:3 | a tab at the start of a block text",
                    "a: >\\n  \\t\\nb: 1\\n            | f.yaml:2:3 | a tab at the start of a block text",
                    "? a\\n: 1                     | f.yaml:1:1 | a key after '?'",
                    "? ''~\\n                      | f.yaml:1:1 | a key after '?'",
                    "a: {? b : 1}                 | f.yaml:1:5 | a key after '?'",
                    "a: {b:}                      | f.yaml:1:5 | before a colon without a space",
                    "a: [b:, c]                   | f.yaml:1:5 | before a colon without a space",
                    "a: {b \\t:}                   | f.yaml:1:5 | before a colon without a space",
                    "a: {b:[1]}                   | f.yaml:1:5 | before a colon without a space",
                    "a: \"\\ud83d\\ude00\"           | f.yaml:1:5 | the escape",
                    "a: \"x\\uDC00\"                | f.yaml:1:6 | the escape",
                    "a: \"\\U0000d800\"             | f.yaml:1:5 | the escape"
                })
        void at_its_place(String text, String place, String what) {
            var file = text.strip()
                    .replace("BAR", "|")
                    .replace("\\n", "\n")
                    .replace("\\r", "\r")
                    .replace("\\t", "\t");

            assertRefused(file, ProblemCode.YAML_FEATURE_REFUSED, place, what);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a: |\n  x\n  \ty\n",
                    "a: |2\n  \tx\n",
                    "a: x\n  y\n",
                    "a: \"x\n\ty\"\n",
                    "a: \"\\U0001F600 \\u00e9 \\\\ud800 \\t\"\n",
                    "a: [b, 'c?d', e: f]\n",
                    "a: {\"b\":1, c: \"%\"}\n",
                    "a: b?c\n",
                    "a: b%c # %x\n",
                    "a: x # ?\t\n",
                    "a: x\t# y\n"
                })
        void but_accepts_these_texts(String text) {
            assertThat(read(text).findings()).isEmpty();
        }
    }

    @Nested
    @DisplayName("stops at bytes that are not text for all readers")
    class Encoding {
        @Test
        void a_file_over_256_KiB() {
            assertThat(read("#".repeat(DecodedText.MAX_BYTES - 1) + "\n").findings())
                    .extracting(Finding::code)
                    .containsExactly(ProblemCode.NOT_YAML);
            assertRefused(
                    "#".repeat(DecodedText.MAX_BYTES + 1), ProblemCode.FILE_TOO_LARGE, "f.yaml", "262145", "262144");
        }

        @Test
        void ten_megabytes_are_refused_quickly() {
            var bytes = Bytes.of(new byte[10_000_000]);

            var tree =
                    Assertions.assertTimeoutPreemptively(Duration.ofSeconds(2), () -> YamlTree.read("f.yaml", bytes));

            assertThat(only(tree).code()).isEqualTo(ProblemCode.FILE_TOO_LARGE);
        }

        @Test
        void a_byte_that_is_not_UTF_8_at_its_place() {
            var bytes = "ä: 1\nb: \"ö\u00e9".getBytes(StandardCharsets.UTF_8);
            bytes[bytes.length - 1] = (byte) 0xC3;

            var finding = only(YamlTree.read("f.yaml", Bytes.of(bytes)));

            assertThat(finding.code()).isEqualTo(ProblemCode.NOT_UTF8);
            assertThat(finding.location()).hasToString("f.yaml:2:6");
            assertThat(finding.what()).contains("0xC3");
        }

        @Test
        void a_character_cut_off_by_the_end() {
            var finding = only(YamlTree.read("f.yaml", Bytes.of(new byte[] {'a', ':', ' ', (byte) 0xE2, (byte) 0x82})));

            assertThat(finding.code()).isEqualTo(ProblemCode.NOT_UTF8);
            assertThat(finding.location()).hasToString("f.yaml:1:4");
        }

        @ParameterizedTest
        @ValueSource(ints = {0x0, 0x7, 0x1b, 0x7f, 0x85, 0x2028, 0x2029, 0xFEFF, 0xFFFE})
        void a_character_that_yaml_parsers_read_differently(int point) {
            assertRefused(
                    "a: 1\r\nb: x" + Character.toString(point) + "y\n",
                    ProblemCode.NOT_YAML,
                    "f.yaml:2:5",
                    String.format("U+%04X", point));
        }

        @Test
        void an_empty_file_and_one_of_comments() {
            assertRefused("", ProblemCode.NOT_YAML, "f.yaml", "empty");
            assertRefused("# nothing\n", ProblemCode.NOT_YAML, "f.yaml", "empty");
        }
    }

    @Nested
    @DisplayName("points to where the syntax breaks, not to where the construct began")
    class Syntax {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "a: 1\\n  b: 2       | f.yaml:2:4  | colon",
                    "a: 1\\n\\tb: 2      | f.yaml:2:1  | spaces",
                    "a: [1, 2\\nb: 3     | f.yaml:2:2  | bracket",
                    "a: \"x\\nb: 1       | f.yaml:2:5  | a quote or bracket is not closed",
                    "a: @x               | f.yaml:1:4  | in quotes",
                    "a: b: c             | f.yaml:1:5  | colon and a space",
                    "a:\\n  - 1\\n b: 2  | f.yaml:3:2  | indentation",
                    "a:\\n  t: \"\\n \"r | f.yaml:3:3  | quotes"
                })
        void at_line_and_column(String text, String place, String remedy) {
            assertRefused(text.replace("\\n", "\n").replace("\\t", "\t"), ProblemCode.NOT_YAML, place, remedy);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "a: 1\\n<<<<<<< HEAD\\nb: 2\\n=======\\nb: 3\\n>>>>>>> x | f.yaml:2:1 | merge conflict",
                    "a:\\n  b: 2\\n<<<<<<< HEAD\\n  c: 2\\n=======\\n  c: 3\\n>>>>>>> x\\n | f.yaml:3:1 | keep one of"
                            + " the two",
                    "a: 1\\n=======\\nb: 3\\n>>>>>>> x\\n | f.yaml:4:1 | merge conflict",
                    "a:\\tb                | f.yaml:1:3 | a tab after ':'",
                    "a:\\n  -\\tb           | f.yaml:2:4 | replace the tab with a space",
                    "a: 1\\nb:\u00a0x\\nc: 1  | f.yaml:2:3 | U+00A0",
                    "a: 1\\nb:\u3000x\\nc: 1  | f.yaml:2:3 | U+3000"
                })
        void with_the_cause_where_it_is_known(String text, String place, String words) {
            assertRefused(text.replace("\\n", "\n").replace("\\t", "\t"), ProblemCode.NOT_YAML, place, words);
        }

        @Test
        void after_the_findings_of_earlier_lines() {
            var findings = read("a: &x 1\nb: [\n").findings();

            assertThat(findings)
                    .extracting(Finding::code)
                    .containsExactly(ProblemCode.YAML_FEATURE_REFUSED, ProblemCode.NOT_YAML);
        }
    }

    @Nested
    @DisplayName("counts lines and columns as editors do")
    class Positions {
        @Test
        void a_byte_order_mark_takes_no_column() {
            assertThat(scalar(read("\uFEFFa: b"), "a").location()).hasToString("f.yaml:1:4");
        }

        @Test
        void a_carriage_return_and_line_feed_are_one_line_end() {
            assertThat(scalar(read("x: 1\r\n\r\na: b\r\n"), "a").location()).hasToString("f.yaml:3:4");
        }

        @Test
        void a_character_outside_the_basic_plane_is_one_column() {
            assertThat(scalar(read("{😀: x, a: b}"), "a").location()).hasToString("f.yaml:1:11");
        }
    }

    @Nested
    @DisplayName("gives a plain scalar the type that all readers give it")
    class Kinds {
        @ParameterizedTest
        @CsvSource({
            "word,STRING",
            "a b,STRING",
            "v1,STRING",
            "1.2.3,STRING",
            "2025.12.29-1342,STRING",
            "12e,STRING",
            "1-2,STRING",
            "12345-6,STRING",
            "truer,STRING",
            "none,STRING",
            "10.0.0.0/8,STRING",
            "'a,b',STRING",
            "0,INTEGER",
            "8080,INTEGER",
            "-1,INTEGER",
            "123456789012345678901234567890,INTEGER",
            "0.5,DECIMAL",
            "-1.5,DECIMAL",
            ".5,DECIMAL",
            "1.,DECIMAL",
            "true,BOOLEAN",
            "false,BOOLEAN",
            "null,NULL",
            "Null,NULL",
            "NULL,NULL",
            "~,NULL",
            "no,AMBIGUOUS",
            "No,AMBIGUOUS",
            "on,AMBIGUOUS",
            "OFF,AMBIGUOUS",
            "y,AMBIGUOUS",
            "N,AMBIGUOUS",
            "yes,AMBIGUOUS",
            "True,AMBIGUOUS",
            "FALSE,AMBIGUOUS",
            "0123,AMBIGUOUS",
            "089,AMBIGUOUS",
            "00,AMBIGUOUS",
            "0o17,AMBIGUOUS",
            "0x1F,AMBIGUOUS",
            "0b11,AMBIGUOUS",
            "0X1f,AMBIGUOUS",
            "1_000,AMBIGUOUS",
            "+1,AMBIGUOUS",
            "+1.5,AMBIGUOUS",
            "1e3,AMBIGUOUS",
            "1.5e3,AMBIGUOUS",
            "1E+3,AMBIGUOUS",
            "01.5,AMBIGUOUS",
            "12:30:45,AMBIGUOUS",
            "1:30,AMBIGUOUS",
            "190:20:30.15,AMBIGUOUS",
            ".inf,AMBIGUOUS",
            "-.Inf,AMBIGUOUS",
            ".NaN,AMBIGUOUS",
            "2026-12-20,AMBIGUOUS",
            "2026-1-2,AMBIGUOUS",
            "2026-12-20T00:00,AMBIGUOUS",
            "2026-12-20 10:00:00Z,AMBIGUOUS",
            "=,AMBIGUOUS",
            "<<,AMBIGUOUS"
        })
        void by_its_text(String text, ScalarKind kind) {
            assertThat(scalar(read("a: " + text), "a").kind()).isEqualTo(kind);
        }

        @ParameterizedTest
        @ValueSource(strings = {"'no'", "\"no\"", "|-\n  no", ">-\n  no"})
        void quoted_and_block_scalars_are_texts(String text) {
            var scalar = scalar(read("a: " + text), "a");

            assertThat(scalar.kind()).isEqualTo(ScalarKind.STRING);
            assertThat(scalar.text()).isEqualTo("no");
            assertThat(scalar.plain()).isFalse();
        }
    }

    @Test
    @DisplayName("accepts a start and an end of the one document")
    void one_document_may_be_marked() {
        assertThat(List.of(read("---\na: b\n"), read("a: b\n...\n")))
                .allSatisfy(tree -> assertThat(tree.findings()).isEmpty());
    }
}
