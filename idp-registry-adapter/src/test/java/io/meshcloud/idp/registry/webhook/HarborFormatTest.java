// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import static io.meshcloud.idp.registry.webhook.Samples.DIGEST;
import static io.meshcloud.idp.registry.webhook.Samples.REPOSITORY;
import static io.meshcloud.idp.registry.webhook.Samples.ignoredOf;
import static io.meshcloud.idp.registry.webhook.Samples.onlyPush;
import static io.meshcloud.idp.registry.webhook.Samples.onlyUnusable;
import static io.meshcloud.idp.registry.webhook.Samples.refusedOf;
import static io.meshcloud.idp.registry.webhook.Samples.sample;
import static io.meshcloud.idp.registry.webhook.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.webhook.Samples.Sample;
import io.meshcloud.idp.registry.webhook.WebhookAnswer.RefusalKind;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HarborFormatTest {
    private static final String FILE = "harbor-2.16-push-artifact.json";
    private static final Sample DEFAULT = sample(FILE);
    private static final Sample EVENT = sample("harbor-2.16-cloudevent-pushed.json");

    @Test
    void a_push_is_read_and_its_host_is_the_configured_one() {
        var harborsOwn = text(FILE);
        assertThat(harborsOwn).contains("harbor.example.tld");

        assertThat(onlyPush(DEFAULT.decoded()))
                .isEqualTo(new ImagePushed(
                        REPOSITORY,
                        Tag.parse("2026.11.23-1342"),
                        DIGEST,
                        null,
                        null,
                        Instant.ofEpochSecond(1763873022),
                        "robot$team-a+ci"));
    }

    @Test
    void a_digest_in_the_tags_field_is_not_a_tag() {
        var pushed = onlyPush(sample("harbor-2.16-push-artifact-by-digest.json").decoded());

        assertThat(pushed.optionalTag()).isEmpty();
        assertThat(pushed.optionalDigest()).contains(DIGEST);
    }

    @Test
    void a_digest_in_the_tags_field_alone_is_the_digest() {
        var body = text("harbor-2.16-push-artifact-by-digest.json").replaceFirst("\"digest\": \"[^\"]*\",", "");

        assertThat(onlyPush(DEFAULT.decoded(body)).optionalDigest()).contains(DIGEST);
    }

    @Test
    void an_event_in_the_format_CloudEvents_has_an_id() {
        assertThat(onlyPush(EVENT.decoded()))
                .isEqualTo(new ImagePushed(
                        REPOSITORY,
                        Tag.parse("2026.11.23-1342"),
                        DIGEST,
                        null,
                        "66e18103-09c1-41f6-982f-37df223f3eeb",
                        Instant.parse("2026-11-23T04:43:42Z"),
                        "robot$team-a+ci"));
    }

    @Test
    void a_harbor_source_without_a_configured_format_reads_events_in_the_format_CloudEvents() {
        var asHarbor = new Sample("harbor", EVENT.file(), EVENT.headers());

        assertThat(onlyPush(asHarbor.decoded())).isEqualTo(onlyPush(EVENT.decoded()));
    }

    @Test
    void an_event_in_binary_form_gives_the_same_result() {
        var whole = text("harbor-2.16-cloudevent-pushed.json");
        var data = whole.substring(whole.indexOf("\"data\": ") + 8, whole.lastIndexOf(",\n  \"operator\""));
        var headers = Map.of(
                "CE-SpecVersion", "1.0",
                "ce-type", "harbor.artifact.pushed",
                "ce-id", "66e18103-09c1-41f6-982f-37df223f3eeb",
                "ce-time", "2026-11-23T04:43:42Z",
                "ce-operator", "robot$team-a+ci");

        var answer = Samples.decode(
                Samples.source(HarborFormat.cloudEvents()), data.getBytes(StandardCharsets.UTF_8), headers);

        assertThat(onlyPush(answer)).isEqualTo(onlyPush(EVENT.decoded()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PULL_ARTIFACT", "DELETE_ARTIFACT", "SCANNING_COMPLETED", "QUOTA_EXCEED", "REPLICATION"})
    void other_events_are_ignored(String type) {
        var ignored = ignoredOf(DEFAULT.decoded(text(FILE).replace("PUSH_ARTIFACT", type)));

        assertThat(ignored.reason()).contains(type);
        assertThat(ignored.unusable()).isEmpty();
    }

    @Test
    void another_cloud_event_is_ignored() {
        var body = text("harbor-2.16-cloudevent-pushed.json").replace("artifact.pushed", "scan.completed");

        assertThat(ignoredOf(EVENT.decoded(body)).reason()).contains("harbor.scan.completed");
    }

    @Test
    void an_invalid_repository_is_reported_with_its_place() {
        var problem = onlyUnusable(DEFAULT.decoded(text(FILE).replace("team-a/app1/dev\",", "../Etc\",")));

        assertThat(problem.code()).isEqualTo(ProblemCode.WEBHOOK_EVENT_UNUSABLE);
        assertThat(problem.where()).isEqualTo("webhook a-registry: /event_data/repository/repo_full_name");
    }

    @Test
    void an_invalid_tag_is_reported_with_its_place() {
        var badTag =
                onlyUnusable(DEFAULT.decoded(text(FILE).replace("\"tag\": \"2026.11.23-1342\"", "\"tag\": \"a b\"")));

        assertThat(badTag.where()).endsWith("/event_data/resources/0/tag");
    }

    @Test
    void an_invalid_digest_next_to_a_tag_is_left_out() {
        var push = onlyPush(DEFAULT.decoded(text(FILE).replace(DIGEST.hex(), "12")));

        assertThat(push.tag()).isEqualTo(Tag.parse("2026.11.23-1342"));
        assertThat(push.digest()).isNull();
    }

    @Test
    void an_invalid_digest_without_a_tag_is_reported_with_its_place() {
        var body = text(FILE)
                .replace("\"tag\": \"2026.11.23-1342\"", "\"tag\": \"\"")
                .replace(DIGEST.hex(), "12");

        assertThat(onlyUnusable(DEFAULT.decoded(body)).where()).endsWith("/event_data/resources/0/digest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "{}", "[]", "true"})
    void a_value_of_another_type_is_reported_with_its_place(String value) {
        var body = text(FILE).replace("\"team-a/app1/dev\"", value);

        assertThat(onlyUnusable(DEFAULT.decoded(body)).what())
                .isEqualTo("/event_data/repository/repo_full_name is not text");
    }

    @Test
    void a_push_without_resources_is_reported() {
        assertThat(onlyUnusable(DEFAULT.decoded("{\"type\":\"PUSH_ARTIFACT\"}")).where())
                .endsWith("/event_data/resources");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":1}", "{\"specversion\":\"0.3\",\"type\":\"harbor.artifact.pushed\"}"})
    void a_body_that_is_not_an_event_of_the_format_is_refused(String body) {
        assertThat(refusedOf(EVENT.decoded(body)).kind()).isEqualTo(RefusalKind.MALFORMED);
    }

    @Test
    void the_default_format_is_refused_if_cloud_events_is_configured() {
        var refused = refusedOf(EVENT.decoded(text(FILE)));

        assertThat(refused.problem().what()).contains("/specversion");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999999999999999", "1e400", "-1e999", "\"soon\"", "-99999999999999", "null"})
    void an_invalid_time_is_left_out(String time) {
        var body = text(FILE).replace("1763873022", time);

        assertThat(onlyPush(DEFAULT.decoded(body)).optionalAt()).isEmpty();
    }
}
