package io.meshcloud.idp.contract.claim;

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
class ClaimsProperties {
    private static void assertAlike(Bytes bytes) {
        var lines = PlainLines.scan(bytes);
        Statistics.label("plain").collect(lines != null);
        if (lines != null) {
            assertThat(lines).as(bytes.asText()).isEqualTo(ClaimTree.read(bytes));
        }
    }

    @Property(tries = 3000)
    @Label("on any lines of YAML's own signs")
    void pieces(@ForAll("pieces") List<String> pieces) {
        assertAlike(Bytes.utf8(String.join("", pieces)));
    }

    @Property(tries = 5000)
    @Label("on lines in block style, rightly and wrongly indented")
    void lines(@ForAll("lines") List<String> lines) {
        assertAlike(Bytes.utf8(String.join("\n", lines)));
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
    Arbitrary<List<String>> lines() {
        var indents = Arbitraries.of("", "", "  ", "  ", "    ", "   ", "      ");
        return Combinators.combine(indents, contents())
                .as((indent, content) -> indent + content)
                .list()
                .ofMaxSize(12);
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
                "x",
                "yes",
                "y-1",
                "a.b",
                "1");
        var values = Arbitraries.of(
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
                " 'a'#c",
                " a#c",
                " []",
                " {}",
                " ~",
                " true",
                " a: b",
                " a:",
                " -",
                " - a",
                " -a",
                " \"a\\tb\"",
                " 'a''b'",
                " 'a",
                " [a]",
                " ü",
                " \u00A0",
                " +1",
                " .5",
                " ,a",
                " a,b",
                " a]",
                "a",
                " |",
                " &a",
                " ? a",
                "  a  b ",
                " 'a' b");
        var fields = Combinators.combine(Arbitraries.of("", "", "", "- ", "-   ", "- - "), keys, values)
                .as((dash, key, value) -> dash + key + ":" + value);
        var others =
                Arbitraries.of("", "# c", "- a", "- 'a'", "-", "-  ", "- # c", "a", "--- ", "---", "...", "- a: b: c");
        return Arbitraries.frequencyOf(Tuple.of(5, fields), Tuple.of(1, others));
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 200),
                        Arbitraries.of(0, 1, 1, 2),
                        Combinators.combine(Arbitraries.of("", "  ", "    ", "      "), contents())
                                .as((indent, content) -> indent + content))
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

    /** A line put in the place of some lines. */
    record Edit(int at, int removed, String line) {
        void apply(List<String> lines) {
            int from = Math.floorMod(at, lines.size() + 1);
            for (int i = 0; i < removed && from < lines.size(); i++) {
                lines.remove(from);
            }
            lines.add(from, line);
        }
    }

    /** One byte changed. */
    record Damage(int at, byte with) {}
}
