// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.address;

import static io.meshcloud.idp.contract.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.meshcloud.idp.contract.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentAddressTest {
    @Test
    void consists_of_slugs_joined_by_slashes() {
        var address = EnvironmentAddress.parse("likvid/hello-api/dev");

        assertThat(address.segments())
                .containsExactly(Slug.parse("likvid"), Slug.parse("hello-api"), Slug.parse("dev"));
        assertThat(address).hasToString("likvid/hello-api/dev");
    }

    @ParameterizedTest
    @MethodSource
    void rejects_anything_else(String text) {
        var problem = refusal(ProblemCode.INVALID_ADDRESS, () -> EnvironmentAddress.parse(text));

        assertThat(problem.what()).contains("is not an environment's address").contains("is not a slug");
        assertThat(problem.fix()).contains("likvid/hello-api/dev");
    }

    static Stream<String> rejects_anything_else() {
        return Stream.of(
                "",
                "/",
                "/a/b",
                "a/b/",
                "a//b",
                "..",
                "a/../b",
                "../a",
                "a/.",
                "A/b",
                "a/b c",
                "a\\b",
                "a/b\n",
                "a".repeat(300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "b", "b/"})
    void rejects_a_text_that_is_too_long_before_it_is_parsed(String part) {
        var problem =
                refusal(ProblemCode.INVALID_ADDRESS, () -> EnvironmentAddress.parse("a/" + part.repeat(1_000_000)));

        assertThat(problem.what()).contains("is longer than 4096 characters");
        assertThat(problem.fix()).contains("likvid/hello-api/dev");
    }

    @Test
    void names_the_segment_that_is_wrong() {
        assertThat(refusal(ProblemCode.INVALID_ADDRESS, () -> EnvironmentAddress.parse("a/../b"))
                        .what())
                .isEqualTo("'a/../b' is not an environment's address: '..' is not a slug");
    }

    @Test
    void is_ordered_by_its_text() {
        assertThat(EnvironmentAddress.parse("a/b")).isLessThan(EnvironmentAddress.parse("a/c"));
        assertThat(EnvironmentAddress.parse("a/b")).isEqualByComparingTo(EnvironmentAddress.parse("a/b"));
    }

    @Test
    void copies_its_segments() {
        var segments = new ArrayList<>(List.of(Slug.parse("a")));
        var address = new EnvironmentAddress(segments);
        segments.clear();

        assertThat(address).hasToString("a");
        assertThatIllegalArgumentException().isThrownBy(() -> new EnvironmentAddress(List.of()));
    }
}
