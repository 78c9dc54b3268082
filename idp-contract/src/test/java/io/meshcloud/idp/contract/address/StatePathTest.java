// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatePathTest {
    @Test
    void consists_of_segments_below_the_root() {
        var path = StatePath.of("platform").resolve("platform.yaml");

        assertThat(path).hasToString("platform/platform.yaml");
        assertThat(path.segments()).containsExactly("platform", "platform.yaml");
        assertThat(path.fileName()).isEqualTo("platform.yaml");
        assertThat(StatePath.of("README.md").fileName()).isEqualTo("README.md");
        assertThat(path).isGreaterThan(StatePath.of("a"));
    }

    @ParameterizedTest
    @MethodSource
    void cannot_leave_the_root_or_hide(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StatePath.of(text))
                .withMessageStartingWith("not a path in a state repository: '")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    static Stream<String> cannot_leave_the_root_or_hide() {
        return Stream.of(
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "a/..",
                "../a",
                "a/../b",
                ".git",
                "a/.git/config",
                "-a",
                "a b",
                "a\\b",
                "C:/a",
                "a\nb",
                "a\u0000",
                "~a",
                "a*",
                "ä",
                "/".repeat(1_000_000));
    }

    @Test
    void cannot_leave_the_root_by_resolving() {
        assertThatIllegalArgumentException().isThrownBy(() -> StatePath.of("a").resolve(".."));
        assertThatIllegalArgumentException().isThrownBy(() -> StatePath.of("a").resolve(""));
    }
}
