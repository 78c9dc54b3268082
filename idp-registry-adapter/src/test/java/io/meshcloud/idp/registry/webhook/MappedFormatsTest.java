// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import static io.meshcloud.idp.registry.webhook.Samples.DIGEST;
import static io.meshcloud.idp.registry.webhook.Samples.HOST;
import static io.meshcloud.idp.registry.webhook.Samples.OCI_MANIFEST;
import static io.meshcloud.idp.registry.webhook.Samples.REPOSITORY;
import static io.meshcloud.idp.registry.webhook.Samples.decode;
import static io.meshcloud.idp.registry.webhook.Samples.decodedOf;
import static io.meshcloud.idp.registry.webhook.Samples.ignoredOf;
import static io.meshcloud.idp.registry.webhook.Samples.onlyPush;
import static io.meshcloud.idp.registry.webhook.Samples.onlyUnusable;
import static io.meshcloud.idp.registry.webhook.Samples.refusedOf;
import static io.meshcloud.idp.registry.webhook.Samples.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats with a mapping, of the platform or of a preset. */
class MappedFormatsTest {
    private static final Map<String, String> ZOT = Map.of(
            "Ce-Specversion", "1.0",
            "Ce-Type", "zotregistry.image.updated",
            "Ce-Id", "e-1",
            "Ce-Time", "2026-11-23T04:43:42Z");

    private static WebhookAnswer mapped(JsonMapping mapping, String body) {
        return decode(source(WebhookFormat.json(mapping)), body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    @Nested
    class Cloud_events {
        private final WebhookSource zot = source(WebhookFormat.named("zot").orElseThrow());
        private final byte[] data = Samples.body("zot-image-updated-data.json");

        @Test
        void events_of_zot_are_read_in_binary_form() {
            assertThat(onlyPush(decode(zot, data, ZOT)))
                    .isEqualTo(new ImagePushed(
                            REPOSITORY,
                            Tag.parse("1.4.0"),
                            DIGEST,
                            OCI_MANIFEST,
                            "e-1",
                            Instant.parse("2026-11-23T04:43:42Z"),
                            null));
        }

        @Test
        void structured_events_give_the_same_result() {
            var whole = "{\"specversion\":\"1.0\",\"type\":\"zotregistry.image.updated\",\"id\":\"e-1\","
                    + "\"time\":\"2026-11-23T04:43:42Z\",\"data\":" + new String(data, StandardCharsets.UTF_8) + "}";
            var headers = Map.of("Content-Type", "application/cloudevents+json; charset=UTF-8");

            assertThat(onlyPush(decode(zot, whole.getBytes(StandardCharsets.UTF_8), headers)))
                    .isEqualTo(onlyPush(decode(zot, data, ZOT)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"zotregistry.image.deleted", "zotregistry.repository.created"})
        void other_types_are_ignored(String type) {
            var headers = Map.of("Ce-Specversion", "1.0", "Ce-Type", type);

            assertThat(ignoredOf(decode(zot, data, headers)).reason()).contains(type);
        }

        @Test
        void types_and_mapping_can_be_configured() {
            var ecr = source(WebhookFormat.cloudEvents(
                    Set.of("com.amazon.ecr.image.push"),
                    JsonMapping.of("/repositoryName").withTag("/imageTag").withDigest("/imageDigest")));
            var body = "{\"repositoryName\":\"team-a/app1/dev\",\"imageDigest\":\"" + DIGEST + "\",\"imageTag\":\"1\"}";
            var headers = Map.of("Ce-Specversion", "1.0", "Ce-Type", "com.amazon.ecr.image.push");

            assertThat(onlyPush(decode(ecr, body.getBytes(StandardCharsets.UTF_8), headers)))
                    .isEqualTo(new ImagePushed(REPOSITORY, Tag.parse("1"), DIGEST, null, null, null, null));
        }

        @Test
        void another_version_and_a_batch_are_refused() {
            var old = Map.of("Ce-Specversion", "0.3", "Ce-Type", "zotregistry.image.updated");

            assertThat(refusedOf(decode(zot, data, old)).problem().what()).contains("ce-specversion");
            assertThat(refusedOf(decode(zot, data, Map.of("Content-Type", "application/cloudevents-batch+json")))
                            .kind())
                    .isEqualTo(WebhookAnswer.RefusalKind.UNSUPPORTED_MEDIA_TYPE);
        }
    }

    @Nested
    class Any_json {
        @Test
        void is_read_with_its_mapping() {
            var mapping = JsonMapping.of("/repository/repo_name")
                    .withTag("/push/0/tag")
                    .withDigest("/push/0/digest")
                    .withMediaType("/push/0/type")
                    .withEventId("/id")
                    .withAt("/push/0/at")
                    .withActor("/who");
            var body = "{\"repository\":{\"repo_name\":\"team-a/app1/dev\"},\"id\":42,\"who\":\"ci\",\"push\":["
                    + "{\"tag\":\"1\","
                    + "\"digest\":\"" + DIGEST + "\",\"type\":\"" + OCI_MANIFEST + "\",\"at\":1763873022123}]}";

            assertThat(onlyPush(mapped(mapping, body)))
                    .isEqualTo(new ImagePushed(
                            REPOSITORY,
                            Tag.parse("1"),
                            DIGEST,
                            OCI_MANIFEST,
                            "42",
                            Instant.ofEpochMilli(1763873022123L),
                            "ci"));
        }

        @Test
        void may_have_the_configs_media_type() {
            var mapping = JsonMapping.of("/r").withMediaType("/type");
            var type = "application/vnd.oci.image.config.v1+json";

            assertThat(onlyPush(mapped(mapping, "{\"r\":\"team-a/app1/dev\",\"type\":\"" + type + "\"}"))
                            .mediaType())
                    .isEqualTo(type);
        }

        @Test
        void needs_no_more_than_a_repository() {
            assertThat(onlyPush(mapped(JsonMapping.of("/r"), "{\"r\":\"team-a/app1/dev\"}")))
                    .isEqualTo(new ImagePushed(REPOSITORY, null, null, null, null, null, null));
        }

        @Test
        void may_list_tags() {
            var mapping = JsonMapping.of("/repository").withTag("/updated_tags");
            var answer = decode(source(WebhookFormat.json(mapping)), Samples.body("quay-repo-push.json"), Map.of());

            assertThat(decodedOf(answer).pushes())
                    .extracting(ImagePushed::tag)
                    .containsExactly(Tag.parse("1.4.0"), Tag.parse("latest"));
        }

        @ParameterizedTest
        @CsvSource({"/r, '{}', is missing", "/a/r, '{\"a\":[]}', is missing", "/r, '{\"r\":[\"x\"]}', is not text"})
        void without_a_repository_is_reported_with_the_place(String pointer, String body, String why) {
            assertThat(onlyUnusable(mapped(JsonMapping.of(pointer), body)).what())
                    .isEqualTo(pointer + " " + why);
        }

        @Test
        void with_an_invalid_mapping_is_refused_when_configured() {
            assertThatThrownBy(() -> JsonMapping.of("repository").withTag("/tag"))
                    .isInstanceOf(IdpException.class)
                    .hasMessageContaining("'repository' is not a JSON Pointer");
        }
    }

    @Nested
    class Paths {
        private WebhookAnswer through(PathMapping paths, String path) {
            var source = new WebhookSource(
                    "a-registry",
                    HOST,
                    WebhookFormat.json(JsonMapping.of("/r")),
                    Samples.authorization(Samples.SECRET),
                    paths,
                    WebhookSource.DEFAULT_MAX_BYTES);
            return decode(source, ("{\"r\":\"" + path + "\"}").getBytes(StandardCharsets.UTF_8), Map.of());
        }

        @Test
        void are_mapped_by_whole_segments() {
            var paths = new PathMapping("docker-local", "mirror/x");

            assertThat(onlyPush(through(paths, "docker-local/team-a/app1")).repository())
                    .isEqualTo(ImageRepository.parse(HOST + "/mirror/x/team-a/app1"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"docker-locals/a", "a", "docker-local"})
        void outside_the_mapping_are_ignored(String path) {
            assertThat(ignoredOf(through(new PathMapping("docker-local", ""), path))
                            .reason())
                    .contains("outside of 'docker-local'");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/a", "a/", "A", "..", "a:b"})
        void with_an_invalid_prefix_are_refused_when_configured(String prefix) {
            assertThatThrownBy(() -> new PathMapping("", prefix)).isInstanceOf(IdpException.class);
        }
    }
}
