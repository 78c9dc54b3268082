// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The scans accept what these regular expressions accept, which are easier to read. */
@Label("A scan by hand accepts what the regular expression of the grammar accepts:")
class ScansTest {
    private static void assertSame(String text, String expression, Predicate<String> scan) {
        assertThat(scan.test(text)).as(text).isEqualTo(Pattern.matches(expression, text));
    }

    @Property
    @Label("words with hyphens")
    void hyphenated(@ForAll("texts") String text) {
        assertSame(text, "[a-z0-9]+(-[a-z0-9]+)*", Ascii::isHyphenated);
    }

    @Property
    @Label("IPv4 addresses")
    void addresses(@ForAll("addresses") String text) {
        var part = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
        assertSame(text, part + "(\\." + part + "){3}", Ipv4::isAddress);
    }

    @Property
    @Label("times with an offset")
    void times(@ForAll("times") String text) {
        assertSame(
                text,
                "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})",
                Times::isRfc3339);
        assertSame(text, "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?", Times::isLocal);
    }

    @Test
    void a_class_of_characters_is_one_of_ascii_only() {
        assertThat(Ascii.consistsOf("019", Ascii::isDigit)).isTrue();
        assertThat(Ascii.consistsOf("\u0661", Ascii::isDigit)).isFalse();
        assertThat(Ascii.consistsOf("ä", Ascii::isLetter)).isFalse();
        assertThat(Ascii.consistsOf("", Ascii::isLetter)).isFalse();
        assertThat(Ascii.consistsOf("0aF", Ascii::isHex)).isTrue();
        assertThat(Ascii.consistsOf("0aF", Ascii::isLowerCaseHex)).isFalse();
        assertThat(Ascii.consistsOf("a1", Ascii::isLetter, Ascii::isDigit)).isTrue();
        assertThat(Ascii.consistsOf("1a", Ascii::isLetter, Ascii::isDigit)).isFalse();
        assertThat(Ascii.skip("aab", 1, c -> c == 'a')).isEqualTo(2);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of("a", "z9", "-", "--", "A", "_", "0")
                .list()
                .ofMaxSize(6)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> addresses() {
        return Arbitraries.of("0", "00", "1", "10", "010", "199", "255", "256", "1000", "", "a")
                .list()
                .ofMinSize(3)
                .ofMaxSize(5)
                .map(parts -> String.join(".", parts));
    }

    @Provide
    Arbitrary<String> times() {
        return Arbitraries.of(
                        "2026-01-02T03:04", ":05", ".1", ".123456789", ".1234567890", ".", "Z", "z", "+01:00", "-1:00")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> String.join("", parts));
    }
}
