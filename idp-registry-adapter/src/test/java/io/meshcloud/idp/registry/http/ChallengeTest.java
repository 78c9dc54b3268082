// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {
    @Test
    void a_token_challenge_names_realm_service_and_scope() {
        var challenges = Challenge.parse(List.of("Bearer realm=\"https://auth.example/token?a=b,c\",service=\"r\","
                + "scope=\"repository:a/b:pull,push\",error=\"insufficient_scope\""));

        assertThat(challenges)
                .containsExactly(new Challenge(
                        "bearer",
                        Map.of(
                                "realm", "https://auth.example/token?a=b,c",
                                "service", "r",
                                "scope", "repository:a/b:pull,push",
                                "error", "insufficient_scope")));
    }

    @Test
    void several_challenges_may_share_a_line_or_not() {
        var one = Challenge.parse(List.of("Negotiate, Basic realm=\"a\", charset=UTF-8, BEARER Realm = \"b\""));
        var two = Challenge.parse(List.of("Negotiate", "Basic realm=\"a\", charset=UTF-8", "Bearer realm=\"b\""));

        assertThat(one).isEqualTo(two).extracting(Challenge::scheme).containsExactly("negotiate", "basic", "bearer");
        assertThat(one.get(2).parameter("realm")).contains("b");
    }

    @Test
    void quotes_and_backslashes_within_quotes_are_escaped() {
        assertThat(Challenge.parse(List.of("Basic realm=\"a \\\"b\\\" \\\\c\""))
                        .get(0)
                        .parameter("realm"))
                .contains("a \"b\" \\c");
    }

    @Test
    void a_scheme_may_have_a_single_token() {
        assertThat(Challenge.parse(List.of("NTLM TlRMTVNTUAAC==, Basic realm=x")))
                .containsExactly(new Challenge("ntlm", Map.of()), new Challenge("basic", Map.of("realm", "x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",,,", "\"", "=", "Basic realm=\"open", "Bearer realm"})
    void an_invalid_header_has_no_realm(String line) {
        assertThat(Challenge.parse(List.of(line)))
                .allSatisfy(challenge -> assertThat(challenge.parameters()).isEmpty());
    }
}
