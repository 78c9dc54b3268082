// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.resolver.Resolver;

@Label("A text without quotes")
class PlainScalarsProperties {
    private static final Pattern GO_INTEGER =
            Pattern.compile("[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)");
    private static final Pattern GO_FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    @Property(tries = 5000)
    @Label("is a string only where YAML 1.1 and Helm's reader take it for one, too")
    void strings(@ForAll("nearlySpecial") String text) {
        if (PlainScalars.kind(text) == ScalarKind.STRING) {
            assertThat(yaml11(text)).isEqualTo("str");
            assertThat(isNumberToHelm(text)).isFalse();
        }
    }

    @Property(tries = 5000)
    @Label("is a number or a boolean only where YAML 1.1 and Helm's reader take it for one, too")
    void numbers(@ForAll("nearlySpecial") String text) {
        switch (PlainScalars.kind(text)) {
            case INTEGER -> {
                assertThat(yaml11(text)).isEqualTo("int");
                assertThat(isNumberToHelm(text)).isTrue();
            }
            case DECIMAL -> {
                assertThat(yaml11(text)).isEqualTo("float");
                assertThat(isNumberToHelm(text)).isTrue();
            }
            case BOOLEAN -> assertThat(yaml11(text)).isEqualTo("bool");
            case NULL -> assertThat(yaml11(text)).isEqualTo("null");
            case STRING, AMBIGUOUS -> {}
        }
    }

    @Property(tries = 5000)
    @Label("that may be written without quotes is read as this string everywhere")
    void written(@ForAll("nearlySpecial") String text) {
        if (PlainScalars.isString(text, false)) {
            assertReadAsString(text, "a: " + text + "\n");
            assertReadAsString(text, "a: " + text + " # comment");
        }
        if (PlainScalars.isString(text, true)) {
            assertReadAsString(text, "{a: " + text + "}");
            assertReadAsString(text, "{a: " + text + ", b: c}");
        }
    }

    private static void assertReadAsString(String text, String file) {
        var tree = YamlTree.read("f.yaml", Bytes.utf8(file));
        assertThat(tree.findings()).isEmpty();
        var entry = ((Node.Mapping) tree.optionalRoot().orElseThrow()).entries().get(0);
        assertThat(entry.value()).isInstanceOfSatisfying(Node.Scalar.class, scalar -> {
            assertThat(scalar.text()).isEqualTo(text);
            assertThat(scalar.plain()).isTrue();
            assertThat(scalar.kind()).isEqualTo(ScalarKind.STRING);
        });
    }

    private static String yaml11(String text) {
        var tag = new Resolver().resolve(NodeId.scalar, text, true).getValue();
        return tag.substring(tag.lastIndexOf(':') + 1);
    }

    /** Follows that reader's source: a hint by the first character, then numbers without their underscores. */
    private static boolean isNumberToHelm(String text) {
        if (text.isEmpty() || "+-.0123456789".indexOf(text.charAt(0)) < 0) {
            return false;
        }
        var number = text.charAt(0) == '.' ? text : text.replace("_", "");
        return GO_INTEGER.matcher(number).matches() || GO_FLOAT.matcher(number).matches();
    }

    @Provide
    Arbitrary<String> nearlySpecial() {
        var signs = Arbitraries.strings().withChars("01789+-._:eExXobBfF").ofMaxLength(7);
        var words = Arbitraries.strings().withChars("yesnotrufalNOTYE~.=<").ofMaxLength(5);
        var pieces = Arbitraries.of(
                        "1",
                        "0",
                        "_",
                        ".",
                        "-",
                        "+",
                        ":",
                        " ",
                        "e",
                        "0x",
                        "2025-12-29",
                        "T10",
                        "inf",
                        "NaN",
                        "true",
                        "no",
                        "null",
                        "a",
                        "g",
                        "/",
                        "@",
                        "#",
                        ": ",
                        ",",
                        "{",
                        "]",
                        "<<",
                        "'",
                        "\"",
                        "\t")
                .list()
                .ofMaxSize(4)
                .map(parts -> String.join("", parts));
        // No scalar without quotes has blanks at its ends.
        return Arbitraries.oneOf(signs, words, pieces).map(String::strip);
    }
}
