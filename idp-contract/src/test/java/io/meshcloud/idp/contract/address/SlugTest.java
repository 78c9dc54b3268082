// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.address;

import static io.meshcloud.idp.contract.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlugTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "team-a", "hello-api", "1-2-3", "a1"})
    void is_printed_as_it_was_read(String text) {
        assertThat(Slug.parse(text)).hasToString(text);
    }

    @Test
    void has_at_most_63_characters() {
        assertThat(Slug.parse("a".repeat(63)).value()).hasSize(63);
        refusal(ProblemCode.INVALID_VALUE, () -> Slug.parse("a".repeat(64)));
    }

    @ParameterizedTest
    @MethodSource
    void rejects_anything_else(String text) {
        assertThat(refusal(ProblemCode.INVALID_VALUE, () -> Slug.parse(text)).what())
                .contains("is not a slug");
    }

    static Stream<String> rejects_anything_else() {
        return Stream.of(
                "",
                "-",
                "-a",
                "a-",
                "a--b",
                "A",
                "a_b",
                "a.b",
                "a/b",
                "..",
                "a b",
                "ä",
                "a\n",
                "a\u0000",
                "\u0661",
                "a".repeat(300),
                "a-".repeat(500_000));
    }

    @Test
    void is_ordered_by_its_text() {
        assertThat(Slug.parse("a")).isLessThan(Slug.parse("b"));
    }
}
