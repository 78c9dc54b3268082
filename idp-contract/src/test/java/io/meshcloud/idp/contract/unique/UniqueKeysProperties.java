// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.unique;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.yaml.Samples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

@Label("Looking through the lines of a file finds what reading it as YAML finds, or gives up:")
class UniqueKeysProperties {
    private static void assertAlike(Bytes bytes) {
        var lines = FastKeyScanner.scan(bytes);
        Statistics.label("plain").collect(lines != null);
        if (lines != null) {
            assertThat(lines).as(bytes.asText()).isEqualTo(KeyTree.read(bytes));
        }
    }

    @Property(tries = 3000)
    @Label("on any lines of YAML's own signs")
    void pieces(@ForAll("pieces") List<String> pieces) {
        assertAlike(Bytes.utf8(String.join("", pieces)));
    }

    @Property(tries = 5000)
    @Label("on lines in block style, rightly and wrongly indented")
    void lines(@ForAll("lines") List<Line> lines) {
        var text = new ArrayList<String>();
        lines.forEach(line -> text.add(line.after(text.isEmpty() ? "" : text.get(text.size() - 1))));

        assertAlike(Bytes.utf8(String.join("\n", text)));
    }

    @Property(tries = 3000)
    @Label("on a valid file with lines put in, taken out and moved")
    void edited(@ForAll("edits") List<Edit> edits) {
        var lines = new ArrayList<>(Samples.appEnvironment().lines().toList());
        edits.forEach(edit -> edit.apply(lines));

        assertAlike(Bytes.utf8(String.join("\n", lines)));
    }

    @Property(tries = 5000)
    @Label("on a valid file with a few bytes changed")
    void damaged(@ForAll("damages") List<Damage> damages) {
        var bytes = Samples.appEnvironment().getBytes(StandardCharsets.UTF_8);
        damages.forEach(damage -> bytes[Math.floorMod(damage.at(), bytes.length)] = damage.with());

        assertAlike(Bytes.of(bytes));
    }

    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.of(
                        "\n",
                        "\n",
                        "\n",
                        "\n  ",
                        "\n    ",
                        " ",
                        ": ",
                        ":",
                        "- ",
                        "-",
                        "{}",
                        "[]",
                        "[",
                        "}",
                        ",",
                        "&a ",
                        "*a",
                        "!!str ",
                        "|",
                        ">-",
                        "'",
                        "\"",
                        "\\n",
                        "#",
                        " # ",
                        "? ",
                        "<<: ",
                        "---\n",
                        "...\n",
                        "%",
                        "\t",
                        "\r",
                        "\r\n",
                        "spec:",
                        "metadata:",
                        "registry:",
                        "repository: ",
                        "name: ",
                        "tenant",
                        "x",
                        "~",
                        "\uFEFF",
                        "\u0085",
                        "\u00A0",
                        "😀",
                        "ü",
                        "@",
                        "`",
                        "a/b",
                        "=",
                        "1",
                        "true")
                .list()
                .ofMaxSize(30);
    }

    @Provide
    Arbitrary<List<Line>> lines() {
        return line().list().ofMaxSize(14);
    }

    private static Arbitrary<Line> line() {
        return Combinators.combine(Arbitraries.of(0, 0, 0, 0, -2, -2, -4, 1, 2), contents())
                .as(Line::new);
    }

    private static Arbitrary<String> contents() {
        var keys = Arbitraries.of(
                "metadata",
                "spec",
                "registry",
                "target",
                "ingress",
                "tenant",
                "name",
                "app",
                "repository",
                "namespace",
                "host",
                "enabled",
                "x");
        var plain = Arbitraries.of(
                "",
                "",
                "",
                "",
                " a",
                " a/b",
                " a:1/b",
                " 'a'",
                " \"a b\"",
                " # c",
                " a # c",
                " 'a' # c",
                " a#c",
                " []",
                " {}",
                " ~",
                " true",
                " ü",
                " \u00A0",
                " +1",
                " .5",
                " a,b",
                " a]",
                "  a  b ");
        var odd = Arbitraries.of(
                " 'a'#c",
                " a: b",
                " a:",
                " -",
                " - a",
                " -a",
                " \"a\\tb\"",
                " 'a''b'",
                " 'a",
                " [a]",
                " ,a",
                "a",
                " |",
                " &a",
                " ? a",
                " 'a' b",
                " *a",
                " \ta");
        var oddLines = Arbitraries.of(
                "-",
                "-  ",
                "- # c",
                "a",
                "--- ",
                "---",
                "...",
                "- a: b: c",
                "- - a: b",
                "? a",
                "yes: a",
                "a.b: c",
                "1: a",
                "\"name\": a",
                "name : a",
                "%a");
        var fields = Combinators.combine(Arbitraries.of("", "", "", "- "), keys, plain)
                .as((dash, key, value) -> dash + key + ":" + value);
        var oddFields = Combinators.combine(Arbitraries.of("", "-   "), keys, odd)
                .as((dash, key, value) -> dash + key + ":" + value);
        return Arbitraries.frequencyOf(
                Tuple.of(40, fields),
                Tuple.of(
                        10,
                        Arbitraries.of(Samples.appEnvironment()
                                .lines()
                                .map(String::strip)
                                .toList())),
                Tuple.of(6, Arbitraries.of("", "# c", "- a", "- 'a'", "- a # c")),
                Tuple.of(1, oddFields),
                Tuple.of(1, oddLines));
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Combinators.combine(Arbitraries.integers().between(0, 200), Arbitraries.of(0, 1, 1, 2), line())
                .as(Edit::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<Damage>> damages() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 10_000),
                        Arbitraries.oneOf(
                                Arbitraries.of(
                                        (byte) '\n',
                                        (byte) ' ',
                                        (byte) ':',
                                        (byte) '"',
                                        (byte) '-',
                                        (byte) '#',
                                        (byte) '\'',
                                        (byte) '\r'),
                                Arbitraries.bytes()))
                .as(Damage::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    /**
     * A line, and how far it is moved from its usual place: under the previous line if that line is a key without a
     * value, otherwise at the same column.
     */
    record Line(int moved, String content) {
        String after(String before) {
            int sameColumn = before.length() - before.stripLeading().length();
            return " ".repeat(Math.max(0, sameColumn + (before.endsWith(":") ? 2 : 0) + moved)) + content;
        }
    }

    /** A line put in the place of some lines. */
    record Edit(int at, int removed, Line line) {
        void apply(List<String> lines) {
            int from = Math.floorMod(at, lines.size() + 1);
            for (int i = 0; i < removed && from < lines.size(); i++) {
                lines.remove(from);
            }
            lines.add(from, line.after(from == 0 ? "" : lines.get(from - 1)));
        }
    }

    /** One byte changed. */
    record Damage(int at, byte with) {}
}
