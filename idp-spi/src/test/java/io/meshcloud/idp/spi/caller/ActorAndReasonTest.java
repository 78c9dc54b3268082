// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActorAndReasonTest {
    private static void assertRefused(Runnable attempt) {
        assertThatThrownBy(attempt::run).isInstanceOfSatisfying(IdpException.class, it -> {
            assertThat(it.problem().code()).isEqualTo(ProblemCode.INVALID_TEXT);
            assertThat(it.problem().toString().codePoints()).allMatch(point -> point >= ' ' && point != 0x202e);
        });
    }

    @Nested
    class An_actor {
        @ParameterizedTest
        @ValueSource(strings = {"ada", "ada@example.org", "user:4711", "Größe 5", "Idp-Actor: root", "日本"})
        void may_be_any_line_without_control_characters(String text) {
            assertThat(Actor.parse(text)).hasToString(text);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    " ada",
                    "ada ",
                    "a\nb",
                    "a\rb",
                    "a\tb",
                    "a\u0000b",
                    "a\u001b[31mb",
                    "a\u202eb",
                    "a\u2028b",
                    "a\u200bb",
                    "Ada <ada@example.org>",
                    "a>b",
                    "\ud800"
                })
        void is_refused_if_it_could_break_a_line_or_forge_an_address(String text) {
            assertRefused(() -> Actor.parse(text));
        }

        @Test
        void has_at_most_128_characters() {
            assertThat(Actor.parse("\ud83d\ude00".repeat(128)).value()).hasSize(256);
            assertRefused(() -> Actor.parse("a".repeat(129)));
        }
    }

    @Nested
    class A_reason {
        @ParameterizedTest
        @ValueSource(strings = {"it broke", "Idp-Actor: root", "see <https://example.org>", "a: b\\n"})
        void may_resemble_a_trailer_or_an_address(String text) {
            assertThat(Reason.parse(text)).hasToString(text);
        }

        @Test
        void is_stripped_of_surrounding_space() {
            assertThat(Reason.parse("  it broke ")).hasToString("it broke");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "  ", "a\nIdp-Actor: root", "a\r\nb", "a\n", "a\u0085b", "a\u202eb", "a\u0007"})
        void is_one_line_of_plain_text(String text) {
            assertRefused(() -> Reason.parse(text));
        }

        @Test
        void has_at_most_500_characters() {
            assertThat(Reason.parse("a".repeat(500)).value()).hasSize(500);
            assertRefused(() -> Reason.parse("a".repeat(501)));
        }
    }

    @Nested
    class A_request_id {
        @Test
        void is_a_uuid() {
            assertThat(RequestId.parse(RequestId.random().value()).value()).hasSize(36);
            assertRefused(() -> RequestId.parse("1"));
            assertRefused(() -> RequestId.parse(RequestId.random() + "\n"));
        }
    }
}
