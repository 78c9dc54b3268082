// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml.edit;

import static io.meshcloud.idp.contract.yaml.edit.Edits.MODE;
import static io.meshcloud.idp.contract.yaml.edit.Edits.bool;
import static io.meshcloud.idp.contract.yaml.edit.Edits.edit;
import static io.meshcloud.idp.contract.yaml.edit.Edits.number;
import static io.meshcloud.idp.contract.yaml.edit.Edits.remove;
import static io.meshcloud.idp.contract.yaml.edit.Edits.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit.Put;
import io.meshcloud.idp.contract.yaml.node.Node;
import io.meshcloud.idp.contract.yaml.node.ScalarKind;
import io.meshcloud.idp.contract.yaml.node.YamlTree;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class YamlEditorProperties {
    /** Few enough for every build; the laws held for 20,000 when they were written. */
    private static final int TRIES = 300;

    @Property(tries = TRIES)
    void only_the_bytes_of_the_value_change(
            @ForAll long seed, @ForAll("values") String value, @ForAll @IntRange(max = 5000) int replicas) {
        var file = new WrittenFile(seed);
        var edits = List.of(
                string(WrittenFile.NAME, value),
                string(WrittenFile.HOST, value),
                string(MODE, value),
                number(WrittenFile.REPLICAS, "" + replicas),
                bool(WrittenFile.REPLICAS, replicas % 2 == 0));
        for (var edit : edits) {
            file.value(edit.pointer()).ifPresent(span -> {
                var edited = edit(file.text(), edit);

                assertThat(edited).startsWith(file.text().substring(0, span.start()));
                assertThat(edited).endsWith(file.text().substring(span.end()));
                assertThat(read(edited, edit.pointer())).isEqualTo(meant((Put) edit));
            });
        }
    }

    @Property(tries = TRIES)
    void a_value_that_is_already_set_changes_no_byte(@ForAll long seed) {
        var text = new WrittenFile(seed).text();
        for (var pointer : List.of(WrittenFile.NAME, WrittenFile.HOST, MODE)) {
            if (read(text, pointer) instanceof String value) {
                assertThat(edit(text, string(pointer, value))).isEqualTo(text);
            }
        }
        assertThat(edit(text, number(WrittenFile.REPLICAS, "" + read(text, WrittenFile.REPLICAS))))
                .isEqualTo(text);
    }

    @Property(tries = TRIES)
    void editing_twice_is_editing_once(@ForAll("edits") FieldEdit edit, @ForAll long seed) {
        var once = edit(new WrittenFile(seed).text(), edit);

        assertThat(edit(once, edit)).isEqualTo(once);
    }

    @Property(tries = TRIES)
    void an_addition_moves_no_existing_byte(@ForAll("additions") FieldEdit edit, @ForAll long seed) {
        var text = new WrittenFile(seed).text();
        Assume.that(read(text, edit.pointer()) == null);
        var edited = edit(text, edit);

        assertThat(commonPrefix(text, edited) + commonSuffix(text, edited)).isGreaterThanOrEqualTo(text.length());
        assertThat(read(edited, edit.pointer())).isEqualTo(meant((Put) edit));
    }

    @Property(tries = TRIES)
    void adding_and_removing_a_field_leaves_the_same_bytes(@ForAll("additions") FieldEdit edit, @ForAll long seed) {
        var text = new WrittenFile(seed).text();
        Assume.that(read(text, edit.pointer()) == null);
        var pointer = edit.pointer().endsWith("].value") ? edit.pointer().replace(".value", "") : edit.pointer();

        assertThat(edit(edit(text, edit), remove(pointer))).isEqualTo(text);
    }

    @Property(tries = TRIES)
    void hold_and_resume_leave_the_same_bytes(@ForAll long seed) {
        var file = new WrittenFile(seed);
        var held = edit(file.text(), string(MODE, "manual"));
        var resumed = edit(held, file.hasMode() ? string(MODE, "auto") : remove(MODE));

        assertThat(held).isNotEqualTo(file.text());
        assertThat(read(held, MODE)).isEqualTo("manual");
        assertThat(resumed).isEqualTo(file.text());
    }

    @Property(tries = TRIES)
    void removing_an_entry_removes_only_its_lines(@ForAll long seed) {
        var file = new WrittenFile(seed);
        Assume.that(file.value(WrittenFile.ENTRY).isPresent());
        var span = file.value(WrittenFile.ENTRY).get();

        assertThat(edit(file.text(), remove(WrittenFile.ENTRY)))
                .isEqualTo(file.text().substring(0, span.start()) + file.text().substring(span.end()));
    }

    @Property(tries = TRIES)
    void every_string_is_read_back_in_every_style(@ForAll("values") String value) {
        for (var before : List.of("a: x # c\nb: 1", "a: 'x' # c\nb: 1", "a: \"x\" # c\nb: 1", "{a: x, b: 1}", "b: 1")) {
            var edited = edit(before, string("a", value));

            assertThat(read(edited, "a")).isEqualTo(value);
            assertThat(read(edited, "b")).isEqualTo(1);
        }
    }

    @Property(tries = TRIES)
    void every_written_scalar_is_read_back_with_its_type(
            @ForAll("values") String value, @ForAll("numberLike") String number) {
        for (var before : List.of("a: x # c", "a: 'x'", "{a: x}", "{}", "b:\n  - c")) {
            assertThat(kind(edit(before, string("a", value)))).isEqualTo(ScalarKind.STRING);
            assertThat(kind(edit(before, string("a", number)))).isEqualTo(ScalarKind.STRING);
            assertThat(kind(edit(before, bool("a", true)))).isEqualTo(ScalarKind.BOOLEAN);
            try {
                assertThat(kind(edit(before, number("a", number)))).isIn(ScalarKind.INTEGER, ScalarKind.DECIMAL);
            } catch (IdpException e) {
                assertThat(e.problem().code()).isEqualTo(ProblemCode.INVALID_VALUE);
            }
        }
    }

    /** The kind of value that the reader sees in the field {@code a}. */
    private static ScalarKind kind(String text) {
        var root = YamlTree.read("f.yaml", Bytes.utf8(text)).optionalRoot().orElseThrow();
        var entry = ((Node.Mapping) root).entry("a").orElseThrow();
        return ((Node.Scalar) entry.value()).kind();
    }

    @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void a_broken_file_is_edited_or_refused(
            @ForAll("edits") FieldEdit edit,
            @ForAll long seed,
            @ForAll("scraps") String scrap,
            @ForAll @IntRange(max = 100) int place,
            @ForAll @IntRange(max = 8) int lost) {
        var text = new WrittenFile(seed).text();
        int at = text.length() * place / 100;
        var broken = text.substring(0, at) + scrap + text.substring(Math.min(text.length(), at + lost));
        try {
            var once = edit(broken, edit);

            assertThat(edit(once, edit)).isEqualTo(once);
        } catch (IdpException e) {
            assertThat(e.problem().code()).isEqualTo(ProblemCode.CANNOT_EDIT);
        }
    }

    @Provide
    Arbitrary<String> scraps() {
        return Arbitraries.of(
                        "",
                        " ",
                        "\n",
                        "\t",
                        ":",
                        ": ",
                        "-",
                        "- ",
                        "? ",
                        "#",
                        " #",
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
                        "\\",
                        "---\n",
                        "...\n",
                        "%YAML 1.1\n",
                        "<<: ",
                        "\r",
                        "\r\n  ",
                        "a: b\n",
                        "\ufeff",
                        "{}",
                        "[]",
                        "a",
                        "  ")
                .list()
                .ofMaxSize(3)
                .map(scraps -> String.join("", scraps));
    }

    @Provide
    Arbitrary<String> values() {
        var words = Arbitraries.of(
                "",
                "auto",
                "true",
                "no",
                "~",
                "null",
                "1",
                "0x1F",
                "1e3",
                "12:30",
                "2025-12-29",
                "a: b",
                "a #b",
                "#",
                "-",
                "- a",
                "it's",
                "\"",
                "\\",
                "{}",
                "[a]",
                "a,b",
                "&a",
                "*a",
                "!a",
                "|",
                ">",
                "%",
                "@",
                "a\nb",
                "\r\n",
                "\t",
                " ",
                " a ",
                "🚀",
                "ä",
                "\u0085",
                "\u2028",
                "\ufeff",
                "\u0000",
                "\u001b[2J",
                "\u202e",
                "<<",
                "=",
                "?",
                ":");
        var texts = Arbitraries.strings()
                .all()
                .ofMaxLength(12)
                .filter(text -> text.codePoints().noneMatch(p -> Character.getType(p) == Character.SURROGATE));
        return Arbitraries.oneOf(words, texts, Arbitraries.strings().ascii().ofMaxLength(8));
    }

    @Provide
    Arbitrary<String> numberLike() {
        return Arbitraries.strings().withChars("019+-._:eExXobyn").ofMaxLength(6);
    }

    @Provide
    Arbitrary<FieldEdit> additions() {
        return Arbitraries.of(
                string(MODE, "manual"),
                string("spec.release.track", "canary"),
                string("spec.config.env[X].value", "1"),
                string("spec.config.buildingBlocks[ref=ON].ref", "ON"),
                bool("spec.ingress.tls.enabled", true),
                number("spec.runtime.service.port", "8080"),
                string("metadata.displayNames.tenant", "Zoë"),
                string("metadata.tenant", "team-a"));
    }

    @Provide
    Arbitrary<FieldEdit> edits() {
        return Arbitraries.oneOf(
                additions(),
                values().map(value -> string(WrittenFile.NAME, value)),
                values().map(value -> string("spec.config.env[A].note", value)),
                Arbitraries.of(
                        number(WrittenFile.REPLICAS, "7"),
                        remove(MODE),
                        remove(WrittenFile.HOST),
                        remove("spec.ingress"),
                        remove("spec.config.env[A]"),
                        remove("spec.config.env[B]"),
                        remove("spec.release.track"),
                        remove("spec.absent")));
    }

    private static Object meant(Put put) {
        return switch (put.type()) {
            case STRING -> put.value();
            case NUMBER -> Integer.valueOf(put.value());
            case BOOLEAN -> Boolean.valueOf(put.value());
        };
    }

    /** The value at a pointer, read by the parser's own construction of plain objects; null if absent. */
    private static Object read(String text, String pointer) {
        Object value = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(text.startsWith("\ufeff") ? text.substring(1) : text);
        for (var step : FieldPath.parse(pointer).steps()) {
            if (step instanceof FieldPath.FieldStep field) {
                value = value instanceof Map<?, ?> map ? map.get(field.name()) : null;
            } else if (step instanceof FieldPath.EntryStep entry) {
                value = value instanceof List<?> list
                        ? list.stream()
                                .filter(item -> item instanceof Map<?, ?> map
                                        && entry.value().equals(map.get(entry.key())))
                                .findFirst()
                                .orElse(null)
                        : null;
            }
        }
        return value;
    }

    private static int commonPrefix(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length() && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }

    private static int commonSuffix(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length() && a.charAt(a.length() - 1 - i) == b.charAt(b.length() - 1 - i)) {
            i++;
        }
        return i;
    }
}
