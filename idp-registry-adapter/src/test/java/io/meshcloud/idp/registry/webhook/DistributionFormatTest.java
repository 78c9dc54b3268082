// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import static io.meshcloud.idp.registry.webhook.Samples.DIGEST;
import static io.meshcloud.idp.registry.webhook.Samples.OCI_MANIFEST;
import static io.meshcloud.idp.registry.webhook.Samples.REPOSITORY;
import static io.meshcloud.idp.registry.webhook.Samples.decodedOf;
import static io.meshcloud.idp.registry.webhook.Samples.ignoredOf;
import static io.meshcloud.idp.registry.webhook.Samples.onlyPush;
import static io.meshcloud.idp.registry.webhook.Samples.refusedOf;
import static io.meshcloud.idp.registry.webhook.Samples.sample;
import static io.meshcloud.idp.registry.webhook.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.webhook.Samples.Sample;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionFormatTest {
    private static final String FILE = "distribution-2.8-push-manifest.json";
    private static final Sample MANIFEST = sample(FILE);

    @Test
    void a_pushed_manifest_is_read_and_its_host_is_the_configured_one() {
        assertThat(text(FILE)).contains("127.0.0.1:15000");

        assertThat(onlyPush(MANIFEST.decoded()))
                .isEqualTo(new ImagePushed(
                        REPOSITORY,
                        Tag.parse("2026.11.23-1342"),
                        DIGEST,
                        OCI_MANIFEST,
                        "93ebf27f-26c1-4228-97e1-72cf739a43af",
                        Instant.parse("2026-11-23T04:56:29.222073926Z"),
                        "ci"));
    }

    @Test
    void version_3_gives_the_same_result() {
        var pushed = onlyPush(sample("distribution-3-push-manifest.json").decoded());

        assertThat(pushed.optionalTag()).contains(Tag.parse("v3push"));
        assertThat(pushed.optionalDigest()).contains(DIGEST);
        assertThat(pushed.optionalEventId()).contains("01a206d6-e8f4-7bc9-9ad3-21fb54c11b3a");
    }

    @Test
    void an_index_is_a_push_of_its_own_digest() {
        var pushed = onlyPush(sample("distribution-2.8-push-index.json").decoded());

        assertThat(pushed.optionalTag()).contains(Tag.parse("multi-1"));
        assertThat(pushed.digest())
                .hasToString("sha256:f313c6808f162c3395c00f5026d2bd119059df55ab87afc7f00e6700cd7954a7");
    }

    @Test
    void azure_sends_one_event_without_an_envelope() {
        var pushed = onlyPush(sample("azure-push.json").decoded());

        assertThat(pushed.repository()).isEqualTo(REPOSITORY);
        assertThat(pushed.optionalTag()).contains(Tag.parse("v1"));
        assertThat(pushed.optionalEventId()).contains("cb8c3971-9adc-488b-9e3a-43cbb4974ff5");
    }

    @Test
    void an_empty_tag_is_absent() {
        var pushed = onlyPush(MANIFEST.decoded(text(FILE).replace("2026.11.23-1342", "")));

        assertThat(pushed.optionalTag()).isEmpty();
    }

    @Test
    void a_blob_is_ignored() {
        assertThat(ignoredOf(MANIFEST.decoded(text("distribution-2.8-push-blob.json")))
                        .reason())
                .isEqualTo("the media type 'application/octet-stream' is not an image's");
    }

    @Test
    void a_deletion_is_ignored() {
        assertThat(ignoredOf(MANIFEST.decoded(text("distribution-2.8-delete.json")))
                        .reason())
                .isEqualTo("the action 'delete' is not a push");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pull", "mount"})
    void a_pull_is_ignored(String action) {
        assertThat(ignoredOf(MANIFEST.decoded(text(FILE).replace("\"push\"", "\"" + action + "\"")))
                        .reason())
                .contains(action);
    }

    @Test
    void a_delivery_without_events_is_ignored() {
        assertThat(ignoredOf(MANIFEST.decoded("{\"events\":[]}")).reason()).isEqualTo("it contains no events");
    }

    @Test
    void a_chart_is_recognized_by_its_config() {
        var chart = text(FILE)
                .replace("application/vnd.oci.image.config.v1+json", "application/vnd.cncf.helm.config.v1+json");

        assertThat(ignoredOf(MANIFEST.decoded(chart)).reason()).contains("helm");
    }

    @Test
    void a_signature_with_an_images_config_is_recognized_by_its_layer() {
        var signature = text(FILE)
                .replace(
                        "application/vnd.oci.image.layer.v1.tar+gzip",
                        "application/vnd.dev.cosign.simplesigning.v1+json");

        assertThat(ignoredOf(MANIFEST.decoded(signature)).reason()).contains("is not an image");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".sig", ".att", ".sbom"})
    void a_signature_is_recognized_by_its_tag(String ending) {
        var signature = text(FILE).replace("2026.11.23-1342", "sha256-" + DIGEST.hex() + ending);

        assertThat(ignoredOf(MANIFEST.decoded(signature)).reason()).contains("signature");
    }

    @Test
    void an_event_that_names_no_image_does_not_hide_the_others() {
        var event = text(FILE).strip();
        var one = event.substring(event.indexOf('[') + 1, event.lastIndexOf(']'));
        var bad = one.replace("team-a/app1/dev\"", "team-a//dev\"");

        var decoded = decodedOf(MANIFEST.decoded("{\"events\":[" + one + "," + bad + ",5,{}," + one + "]}"));

        assertThat(decoded.pushes())
                .hasSize(2)
                .allMatch(push -> push.repository().equals(REPOSITORY));
        assertThat(decoded.unusable())
                .extracting(problem -> problem.where())
                .containsExactly(
                        "webhook a-registry: /events/1/target/repository",
                        "webhook a-registry: /events/2/action",
                        "webhook a-registry: /events/3/action");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"events\":{}}", "{\"action\":[]}"})
    void a_body_that_is_not_a_notification_is_refused(String body) {
        assertThat(refusedOf(MANIFEST.decoded(body)).problem().what()).contains("/events");
    }
}
