// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.registry.webhook.Samples.Sample;
import io.meshcloud.idp.registry.webhook.WebhookAnswer.Decoded;
import io.meshcloud.idp.registry.webhook.WebhookAnswer.RefusedDelivery;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Every delivery gets an answer, and a body without a valid secret has no effect. */
class WebhookDecoderProperties {
    private static final Pattern VALUE = Pattern.compile(": (\"[^\"]*\"|[0-9]+|null|\\[|\\{)");

    /** Formats of every kind, those with a mapping too. */
    private static final List<WebhookFormat> FORMATS = List.of(
            HarborFormat.any(),
            HarborFormat.cloudEvents(),
            new DistributionFormat(),
            new GiteaFormat(),
            new GitHubFormat(),
            WebhookFormat.cloudEvents(Set.of("a"), JsonMapping.of("/a").withTag("/b/0")),
            WebhookFormat.json(
                    JsonMapping.of("/a").withTag("/b").withDigest("/a").withAt("/c")));

    @Property(tries = 500)
    void any_bytes_get_an_answer(
            @ForAll("formats") WebhookFormat format,
            @ForAll byte[] body,
            @ForAll("headers") Map<String, String> headers) {
        assertThat(Samples.decode(Samples.source(format), body, headers)).isNotNull();
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void any_json_gets_an_answer(
            @ForAll("formats") WebhookFormat format,
            @ForAll("objects") String body,
            @ForAll("headers") Map<String, String> headers) {
        assertThat(Samples.decode(Samples.source(format), body.getBytes(StandardCharsets.UTF_8), headers))
                .isNotNull();
    }

    @Property(tries = 500)
    void any_sample_with_bytes_changed_gets_an_answer(
            @ForAll("samples") Sample sample, @ForAll("edits") List<Edit> edits) {
        var body = Samples.body(sample.file());
        edits.forEach(edit -> body[edit.at % body.length] = edit.to);

        assertThat(sample.decoded(body)).isNotNull();
    }

    @Property(tries = 300)
    void any_sample_cut_off_is_refused(@ForAll("samples") Sample sample, @ForAll("places") int at) {
        var body = Samples.text(sample.file()).strip().getBytes(StandardCharsets.UTF_8);

        assertThat(sample.decoded(Arrays.copyOf(body, at % body.length))).isInstanceOf(RefusedDelivery.class);
    }

    @Property(tries = 1000)
    void any_sample_with_a_value_changed_gets_an_answer(
            @ForAll("samples") Sample sample, @ForAll("places") int place, @ForAll("values") String value) {
        assertThat(sample.decoded(changed(Samples.text(sample.file()), place, value)))
                .isNotNull();
    }

    @Property(tries = 300)
    void every_delivery_with_a_wrong_secret_is_refused(
            @ForAll("samples") Sample sample, @ForAll("places") int place, @ForAll String secret) {
        var headers = new HashMap<>(sample.headers());
        headers.put("authorization", secret);
        var source = Samples.source(WebhookFormat.named(sample.format()).orElseThrow());
        var body = changed(Samples.text(sample.file()), place, "\"a\"").getBytes(StandardCharsets.UTF_8);

        assertThat(secret.equals(Samples.SECRET)).isFalse();
        assertThat(Samples.decode(source, body, headers))
                .isInstanceOfSatisfying(
                        RefusedDelivery.class,
                        refused -> assertThat(refused.kind()).isEqualTo(WebhookAnswer.RefusalKind.UNAUTHENTICATED));
    }

    @Property(tries = 300)
    void every_decoded_push_names_the_configured_host(
            @ForAll("samples") Sample sample, @ForAll("places") int place, @ForAll("values") String value) {
        if (sample.decoded(changed(Samples.text(sample.file()), place, value)) instanceof Decoded decoded) {
            assertThat(decoded.pushes())
                    .allSatisfy(push -> assertThat(push.repository().host()).isEqualTo(Samples.HOST));
        }
    }

    /**
     * The text with one of its values replaced. The rest of an object or a list remains, which is then not valid JSON.
     */
    private static String changed(String text, int place, String value) {
        var places = VALUE.matcher(text).results().toList();
        var chosen = places.get(place % places.size());
        return text.substring(0, chosen.start(1)) + value + text.substring(chosen.end(1));
    }

    private record Edit(int at, byte to) {}

    @Provide
    Arbitrary<WebhookFormat> formats() {
        return Arbitraries.of(FORMATS);
    }

    @Provide
    Arbitrary<Sample> samples() {
        return Arbitraries.of(Samples.ALL);
    }

    @Provide
    Arbitrary<Integer> places() {
        return Arbitraries.integers().between(0, 100_000);
    }

    @Provide
    Arbitrary<List<Edit>> edits() {
        return Combinators.combine(Arbitraries.integers().between(0, 100_000), Arbitraries.bytes())
                .as(Edit::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<Map<String, String>> headers() {
        var names = Arbitraries.of(
                "Content-Type",
                "X-Gitea-Event",
                "X-GitHub-Event",
                "X-GitHub-Delivery",
                "Ce-Specversion",
                "Ce-Type",
                "Ce-Time");
        var values = Arbitraries.oneOf(
                Arbitraries.of(
                        "package", "registry_package", "1.0", "a", "application/json", "application/cloudevents+json"),
                Arbitraries.strings().ofMaxLength(20));
        return Arbitraries.maps(names, values).ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "null",
                        "true",
                        "{}",
                        "[]",
                        "[1,\"a\"]",
                        "-1",
                        "1e999",
                        "1e-999",
                        "9".repeat(100),
                        "9".repeat(101),
                        "\"\"",
                        "\"../..\"",
                        "\"\\ud800\"",
                        "\"evil.example/a:b@c\"",
                        "\"sha256:" + "a".repeat(64) + "\"",
                        "\"sha512:" + "a".repeat(128) + "\"",
                        "\"" + "a/".repeat(50_000) + "\"",
                        "\"" + "a".repeat(200_000) + "\"",
                        "[".repeat(31) + "]".repeat(31),
                        "1,\"a\":2,\"a\":3"),
                Arbitraries.strings().ofMaxLength(30).map(text -> "\"" + text + "\""));
    }

    @Provide
    Arbitrary<String> objects() {
        var leaf =
                Arbitraries.oneOf(values(), Arbitraries.of("\"push\"", "\"PUSH_ARTIFACT\"", "\"created\"", "\"1.0\""));
        var name = Arbitraries.of(
                "type",
                "action",
                "events",
                "target",
                "package",
                "registry_package",
                "data",
                "event_data",
                "resources",
                "repository",
                "repo_full_name",
                "tag",
                "digest",
                "a",
                "b",
                "c",
                "specversion",
                "package_version");
        return Arbitraries.recursive(
                () -> leaf,
                inner -> Arbitraries.oneOf(
                        Arbitraries.maps(name, inner).ofMaxSize(5).map(WebhookDecoderProperties::object),
                        inner.list().ofMaxSize(3).map(entries -> "[" + String.join(",", entries) + "]")),
                0,
                4);
    }

    private static String object(Map<String, String> fields) {
        return "{"
                + String.join(
                        ",",
                        fields.entrySet().stream()
                                .map(WebhookDecoderProperties::field)
                                .toList()) + "}";
    }

    private static String field(Map.Entry<String, String> field) {
        return "\"" + field.getKey() + "\":" + field.getValue();
    }
}
