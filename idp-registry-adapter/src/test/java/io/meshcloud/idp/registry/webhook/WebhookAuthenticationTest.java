// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.webhook.WebhookAuthentication.Hmac;
import io.meshcloud.idp.registry.webhook.WebhookAuthentication.PathToken;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAuthenticationTest {
    private static final byte[] BODY = "Hello, World!".getBytes(StandardCharsets.UTF_8);

    private static List<WebhookSecret> secrets(String... texts) {
        return List.of(texts).stream().map(WebhookSecret::of).toList();
    }

    private static WebhookDelivery delivery(Map<String, List<String>> headers, @Nullable String token) {
        return WebhookDelivery.of(headers, BODY, token);
    }

    private static WebhookDelivery with(String header, String... values) {
        return delivery(Map.of(header, List.of(values)), null);
    }

    @Nested
    class A_fixed_header {
        private final WebhookAuthentication both = Samples.authorization("Bearer new", "Bearer old");

        @ParameterizedTest
        @ValueSource(strings = {"Bearer new", "Bearer old"})
        void accepts_any_of_its_values(String value) {
            assertThat(both.admits(with("AUTHORIZATION", value))).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "Bearer", "Bearer ne", "Bearer neW", "bearer new", "new", "Bearer newBearer old"})
        void rejects_everything_else(String value) {
            assertThat(both.admits(with("Authorization", value))).isFalse();
        }

        @Test
        void refuses_another_header_and_two_values() {
            assertThat(both.admits(with("X-Authorization", "Bearer new"))).isFalse();
            assertThat(both.admits(with("Authorization", "Bearer new", "Bearer new")))
                    .isFalse();
            assertThat(both.admits(delivery(Map.of(), null))).isFalse();
        }
    }

    @Nested
    class A_signature {
        /** The example of GitHub's documentation: its secret, and the signature of the body above. */
        private static final String KEY = "It's a Secret to Everybody";

        private static final String SIGNATURE = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        private static final String HEADER = "X-Hub-Signature-256";

        private final WebhookAuthentication hmac = new Hmac(secrets("another", KEY), HEADER);

        @Test
        void is_accepted_with_and_without_the_name_of_the_method() {
            assertThat(hmac.admits(with(HEADER, "sha256=" + SIGNATURE))).isTrue();
            assertThat(hmac.admits(with(HEADER.toLowerCase(Locale.ROOT), SIGNATURE)))
                    .isTrue();
            assertThat(hmac.admits(with(HEADER, SIGNATURE.toUpperCase(Locale.ROOT))))
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "sha256=",
                    "sha1=" + SIGNATURE,
                    "sha256=sha256=" + SIGNATURE,
                    "857107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
                    "757107ea",
                    SIGNATURE + "00",
                    "zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
                })
        void rejects_everything_else(String value) {
            assertThat(hmac.admits(with(HEADER, value))).isFalse();
        }

        @Test
        void refuses_another_key_another_header_and_another_body() {
            assertThat(new Hmac(secrets("another"), HEADER).admits(with(HEADER, SIGNATURE)))
                    .isFalse();
            assertThat(hmac.admits(with("X-Gitea-Signature", SIGNATURE))).isFalse();
            assertThat(hmac.admits(
                            WebhookDelivery.of(Samples.headers(Map.of(HEADER, SIGNATURE)), new byte[] {1}, null)))
                    .isFalse();
        }

        @Test
        void is_in_the_header_of_the_format() {
            assertThat(WebhookFormat.named("gitea").orElseThrow().signatureHeader())
                    .isEqualTo("X-Gitea-Signature");
            assertThat(WebhookFormat.named("github").orElseThrow().signatureHeader())
                    .isEqualTo(HEADER);
        }

        @Test
        void in_an_invalid_header_is_refused_when_configured() {
            assertThatThrownBy(() -> new Hmac(List.of(), "X Signature:")).isInstanceOf(IdpException.class);
        }
    }

    @Nested
    class A_token_in_the_path {
        private final WebhookAuthentication token = new PathToken(secrets("t-new", "t-old"));

        @Test
        void accepts_only_the_configured_tokens() {
            assertThat(token.admits(delivery(Map.of(), "t-new"))).isTrue();
            assertThat(token.admits(delivery(Map.of(), "t-old"))).isTrue();
            assertThat(token.admits(delivery(Map.of(), "t-ne"))).isFalse();
            assertThat(token.admits(delivery(Map.of(), ""))).isFalse();
            assertThat(token.admits(delivery(Map.of("Authorization", List.of("t-new")), null)))
                    .isFalse();
        }
    }

    @Test
    void without_a_secret_every_delivery_is_refused() {
        var anything = Map.of("Authorization", List.of(""), "X-Hub-Signature-256", List.of(""));

        assertThat(List.of(
                        WebhookAuthentication.none(),
                        new Hmac(List.of(), "X-Hub-Signature-256"),
                        new PathToken(List.of())))
                .allSatisfy(none -> {
                    assertThat(none.admits(delivery(anything, ""))).isFalse();
                    assertThat(none.remedy()).contains("configure a secret");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "secret-4711\n", " secret-4711"})
    void a_secret_that_a_header_cannot_have_is_refused_without_repeating_it(String text) {
        assertThatThrownBy(() -> WebhookSecret.of(text))
                .isInstanceOf(IdpException.class)
                .hasMessageNotContaining("4711");
    }
}
