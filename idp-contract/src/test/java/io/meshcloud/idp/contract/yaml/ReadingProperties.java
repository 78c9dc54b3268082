// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.model.DocumentKind;
import io.meshcloud.idp.contract.problem.Finding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

@Label("Reading a file of the contract")
class ReadingProperties {
    @Property
    @Label("never throws, whatever the bytes are")
    void any_bytes(@ForAll byte[] bytes, @ForAll DocumentKind kind) {
        assertWellReported(kind, Bytes.of(bytes));
    }

    @Property
    @Label("never throws on what is nearly YAML")
    void nearly_yaml(@ForAll("pieces") List<String> pieces, @ForAll DocumentKind kind) {
        assertWellReported(kind, Bytes.utf8(String.join("", pieces)));
    }

    @Property(tries = 3000)
    @Label("never throws on a valid file with a few changed bytes, and reports errors well")
    void nearly_valid(@ForAll DocumentKind kind, @ForAll("damages") List<Damage> damages) {
        var bytes = Samples.of(kind).getBytes(StandardCharsets.UTF_8);
        damages.forEach(damage -> bytes[Math.floorMod(damage.at(), bytes.length)] = damage.with());

        assertWellReported(kind, Bytes.of(bytes));
    }

    @Property(tries = 3000)
    @Label("never throws on a valid file with something put before or in place of a value")
    void strange_values(
            @ForAll DocumentKind kind, @ForAll int field, @ForAll("values") String value, @ForAll boolean instead) {
        var lines = new ArrayList<>(Samples.of(kind).lines().toList());
        var fields = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).matches(" *(- )?[A-Za-z-]+:.*"))
                .toArray();
        int line = fields[Math.floorMod(field, fields.length)];
        var parts = lines.get(line).split(":", 2);
        lines.set(line, parts[0] + ": " + value + (instead ? "" : parts[1]));

        assertWellReported(kind, Bytes.utf8(String.join("\n", lines)));
    }

    @Property
    @Label("never throws on a valid file with lines lost, doubled or moved")
    void shuffled_lines(@ForAll DocumentKind kind, @ForAll("positions") List<Integer> order) {
        var lines = Samples.of(kind).lines().toList();
        var text = new StringBuilder();
        order.forEach(
                at -> text.append(lines.get(Math.floorMod(at, lines.size()))).append('\n'));

        assertWellReported(kind, Bytes.utf8(text.toString()));
    }

    private static void assertWellReported(DocumentKind kind, Bytes bytes) {
        List<Finding> findings = Samples.read(kind, "f.yaml", bytes)
                .match(
                        document -> {
                            assertThat(document.bytes()).isEqualTo(bytes);
                            return document.warnings();
                        },
                        refused -> {
                            assertThat(refused).anyMatch(Finding::isError);
                            return refused;
                        });
        assertThat(findings).isSorted().doesNotHaveDuplicates().allSatisfy(finding -> {
            assertThat(finding.location().file()).isEqualTo("f.yaml");
            assertThat(finding.what()).isNotBlank().doesNotContain("\n", "\u001b");
            assertThat(finding.fix()).isNotBlank().doesNotContain("\n", "\u001b");
        });
    }

    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.of(
                        "\n",
                        "\n  ",
                        "\n    ",
                        " ",
                        ":",
                        ": ",
                        "- ",
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        "&a ",
                        "*a",
                        "!!str ",
                        "|\n",
                        ">-\n",
                        "'",
                        "\"",
                        "\\U00110000",
                        "\\ud800",
                        "\\0",
                        "#",
                        "? ",
                        "<<: ",
                        "---\n",
                        "...\n",
                        "%YAML 1.1\n",
                        "\t",
                        "\r",
                        "spec",
                        "metadata",
                        "kind: Platform",
                        "env",
                        "x",
                        "0x1",
                        "~",
                        "\uFEFF",
                        "\u0085",
                        "😀",
                        "@",
                        "`")
                .list()
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.of(
                "",
                "&a",
                "*a",
                "!!str",
                "!!int",
                "~",
                "null",
                "[]",
                "{}",
                "[1]",
                "{a: 1}",
                "[~]",
                "[*a]",
                "0x1",
                "-1",
                "1.5",
                "99999999999999999999",
                "true",
                "no",
                "''",
                "' '",
                "\"\\0\"",
                "\"\\ud800\"",
                "2026-01-01",
                "x: y",
                "|",
                ">",
                "@",
                "%",
                "0",
                "a/b",
                "../..",
                "1e3",
                "😀",
                "- a");
    }

    @Provide
    Arbitrary<List<Damage>> damages() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 10_000),
                        Arbitraries.oneOf(
                                Arbitraries.of((byte) '\n', (byte) ' ', (byte) ':', (byte) '"', (byte) '-', (byte) '#'),
                                Arbitraries.bytes()))
                .as(Damage::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<List<Integer>> positions() {
        return Arbitraries.integers().between(0, 200).list().ofMaxSize(80);
    }

    /** One byte changed. */
    record Damage(int at, byte with) {}
}
