// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import static io.meshcloud.idp.registry.webhook.Samples.HOST;
import static io.meshcloud.idp.registry.webhook.Samples.decode;
import static io.meshcloud.idp.registry.webhook.Samples.onlyPush;
import static io.meshcloud.idp.registry.webhook.Samples.refusedOf;
import static io.meshcloud.idp.registry.webhook.Samples.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.webhook.Samples.Sample;
import io.meshcloud.idp.registry.webhook.WebhookAnswer.RefusalKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookDecoderTest {
    private static final WebhookSource HARBOR = source(HarborFormat.any());
    private static final byte[] PUSH = Samples.body("harbor-2.16-push-artifact.json");

    static List<Sample> samples() {
        return Samples.ALL;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void every_sample_is_one_push_at_the_configured_host(Sample sample) {
        assertThat(onlyPush(sample.decoded()).repository().host()).isEqualTo(HOST);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void no_sample_is_accepted_with_a_wrong_secret(Sample sample) {
        var source = WebhookSource.of(
                "a-registry",
                HOST,
                WebhookFormat.named(sample.format()).orElseThrow(),
                Samples.authorization("Bearer another"));

        var refused = refusedOf(decode(source, Samples.body(sample.file()), sample.headers()));

        assertThat(refused.kind()).isEqualTo(RefusalKind.UNAUTHENTICATED);
        assertThat(refused.problem().code()).isEqualTo(ProblemCode.WEBHOOK_UNAUTHENTICATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[[[[", "not json"})
    void the_secret_is_checked_before_the_body(String body) {
        var source = WebhookSource.of("a-registry", HOST, HarborFormat.any(), WebhookAuthentication.none());

        assertThat(refusedOf(decode(source, bytes(body), Map.of("Content-Type", "text/html")))
                        .kind())
                .isEqualTo(RefusalKind.UNAUTHENTICATED);
    }

    @Test
    void a_body_at_the_limit_is_read_and_a_larger_one_is_refused() {
        var text = new String(PUSH, StandardCharsets.UTF_8);
        var full = text + " ".repeat(WebhookSource.DEFAULT_MAX_BYTES - PUSH.length);

        assertThat(onlyPush(decode(HARBOR, bytes(full), Map.of())).tag()).isNotNull();
        assertThat(refusedOf(decode(HARBOR, bytes(full + " "), Map.of())).kind())
                .isEqualTo(RefusalKind.TOO_LARGE);
    }

    @Test
    void at_most_one_byte_beyond_the_limit_is_read() throws IOException {
        var source = new WebhookSource(
                "a-registry",
                HOST,
                HarborFormat.any(),
                Samples.authorization(Samples.SECRET),
                PathMapping.UNCHANGED,
                10);
        var stream = new ByteArrayInputStream(PUSH);
        var headers = Samples.headers(Map.of("Authorization", Samples.SECRET));

        var delivery = WebhookDelivery.read(source, headers, stream, null);

        assertThat(PUSH.length - stream.available()).isEqualTo(11);
        assertThat(refusedOf(WebhookDecoder.decode(source, delivery)).kind()).isEqualTo(RefusalKind.TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type, text/html",
        "Content-Type, application/x-www-form-urlencoded",
        "Content-Type, application/cloudevents-batch+json",
        "Content-Type, ''",
        "Content-Encoding, gzip"
    })
    void another_media_type_than_json_is_refused(String header, String value) {
        assertThat(refusedOf(decode(HARBOR, PUSH, Map.of(header, value))).kind())
                .isEqualTo(RefusalKind.UNSUPPORTED_MEDIA_TYPE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Application/JSON; charset=utf-8",
                "application/vnd.docker.distribution.events.v1+json",
                "application/vnd.docker.distribution.events.v2+json"
            })
    void json_by_any_of_its_names_is_read(String type) {
        assertThat(onlyPush(decode(HARBOR, PUSH, Map.of("Content-Type", type))).tag())
                .isNotNull();
    }

    @Test
    void a_delivery_without_a_media_type_is_read() {
        var headers = Samples.headers(Map.of("Authorization", Samples.SECRET));

        assertThat(onlyPush(WebhookDecoder.decode(HARBOR, WebhookDelivery.of(headers, PUSH, null)))
                        .tag())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{\"type\":\"PUSH_ARTIFACT\"} {}",
                "{\"type\":\"PUSH_ARTIFACT\",\"type\":\"PULL_ARTIFACT\"}",
                "{'type':'PUSH_ARTIFACT'}",
                "{\"type\":"
            })
    void a_body_that_is_not_a_single_object_is_refused(String body) {
        assertThat(refusedOf(decode(HARBOR, bytes(body), Map.of())).kind()).isEqualTo(RefusalKind.MALFORMED);
    }

    @Test
    void a_body_beyond_the_limits_of_json_is_refused() {
        var deep = "{\"type\":" + "[".repeat(100_000);
        var long1 = "{\"type\":\"" + "x".repeat(300_000) + "\"}";
        var digits = "{\"type\":" + "9".repeat(500_000) + "}";
        var name = "{\"" + "n".repeat(100_000) + "\":1}";

        assertThat(List.of(deep, long1, digits, name))
                .allSatisfy(body -> assertThat(
                                refusedOf(decode(HARBOR, bytes(body), Map.of())).kind())
                        .isEqualTo(RefusalKind.MALFORMED));
    }

    @Test
    void thirty_two_levels_are_read_and_one_more_is_refused() {
        var inner = "{\"type\":\"PULL_ARTIFACT\",\"a\":";

        assertThat(Samples.ignoredOf(decode(HARBOR, bytes(inner + "[".repeat(31) + "]".repeat(31) + "}"), Map.of()))
                        .reason())
                .contains("PULL_ARTIFACT");
        assertThat(refusedOf(decode(HARBOR, bytes(inner + "[".repeat(32) + "]".repeat(32) + "}"), Map.of()))
                        .problem()
                        .what())
                .contains("within the limits");
    }

    @Test
    void text_with_control_characters_is_not_passed_on() {
        var body = new String(PUSH, StandardCharsets.UTF_8).replace("robot$team-a+ci", "ci\\u001b[2Jroot");

        assertThat(onlyPush(decode(HARBOR, bytes(body), Map.of())).optionalActor())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', registry.example.tld, 10",
        "A, registry.example.tld, 10",
        "a/b, registry.example.tld, 10",
        "a, https://registry.example.tld, 10",
        "a, Registry.example.tld, 10",
        "a, registry.example.tld/team-a, 10",
        "a, registry, 10",
        "a, registry.example.tld, 0",
        "a, registry.example.tld, 2147483647"
    })
    void an_invalid_source_is_refused_when_configured(String name, String host, int maxBytes) {
        assertThatThrownBy(() -> new WebhookSource(
                        name, host, HarborFormat.any(), WebhookAuthentication.none(), PathMapping.UNCHANGED, maxBytes))
                .isInstanceOf(IdpException.class)
                .extracting(thrown -> ((IdpException) thrown).problem().code())
                .isEqualTo(ProblemCode.INVALID_CONFIGURATION);
    }

    @Test
    void an_unknown_name_is_not_a_format() {
        assertThat(WebhookFormat.named("quay")).isEmpty();
        assertThat(WebhookFormat.names()).contains("harbor", "zot").hasSize(6);
    }
}
