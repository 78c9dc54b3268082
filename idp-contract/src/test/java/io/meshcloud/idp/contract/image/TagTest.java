// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.image;

import static io.meshcloud.idp.contract.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagTest {
    @ParameterizedTest
    @ValueSource(strings = {"1", "latest", "2025.12.29-1342", "_x", "V1.0", "a..b", "a--b", "v1_", "1.0-", "1."})
    void is_printed_as_it_was_read(String text) {
        assertThat(Tag.parse(text)).hasToString(text);
    }

    @Test
    void has_at_most_128_characters() {
        assertThat(Tag.parse("a".repeat(128)).value()).hasSize(128);
        refusal(ProblemCode.INVALID_IMAGE, () -> Tag.parse("a".repeat(129)));
    }

    @ParameterizedTest
    @MethodSource
    void rejects_anything_else(String text) {
        var problem = refusal(ProblemCode.INVALID_IMAGE, () -> Tag.parse(text));

        assertThat(problem.what()).contains("is not a tag");
    }

    static Stream<String> rejects_anything_else() {
        return Stream.of("", ".1", "-1", "a b", "a/b", "a:b", "a@b", "a+b", "ä", "a\n", "a".repeat(1_000_000));
    }

    @Test
    void is_ordered_by_bytes_so_that_upper_case_comes_first() {
        assertThat(Tag.parse("Z")).isLessThan(Tag.parse("a"));
    }
}
