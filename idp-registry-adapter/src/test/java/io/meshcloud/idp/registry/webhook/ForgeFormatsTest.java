// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import static io.meshcloud.idp.registry.webhook.Samples.DIGEST;
import static io.meshcloud.idp.registry.webhook.Samples.HOST;
import static io.meshcloud.idp.registry.webhook.Samples.OCI_MANIFEST;
import static io.meshcloud.idp.registry.webhook.Samples.REPOSITORY;
import static io.meshcloud.idp.registry.webhook.Samples.decode;
import static io.meshcloud.idp.registry.webhook.Samples.ignoredOf;
import static io.meshcloud.idp.registry.webhook.Samples.onlyPush;
import static io.meshcloud.idp.registry.webhook.Samples.refusedOf;
import static io.meshcloud.idp.registry.webhook.Samples.sample;
import static io.meshcloud.idp.registry.webhook.Samples.source;
import static io.meshcloud.idp.registry.webhook.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.webhook.Samples.Sample;
import io.meshcloud.idp.spi.registry.ImagePushed;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Git forges that have a registry of their own. */
class ForgeFormatsTest {
    private static final Tag TAG = Tag.parse("1.4.0");

    @Nested
    class Gitea {
        private static final String FILE = "gitea-package-created.json";
        private static final Sample PACKAGE = sample(FILE);

        @Test
        void a_package_is_a_push_below_its_owner_in_lower_case() {
            var answer = decode(
                    source(new GiteaFormat()),
                    Samples.body(FILE),
                    Map.of("X-Gitea-Event", "package", "X-Gitea-Delivery", "d-1"));

            assertThat(onlyPush(answer))
                    .isEqualTo(new ImagePushed(
                            REPOSITORY, TAG, null, null, "d-1", Instant.parse("2026-11-23T04:43:42Z"), "ci"));
        }

        @Test
        void forgejo_may_use_headers_of_its_own_name() {
            var headers = Map.of("X-Forgejo-Event", "package", "X-Forgejo-Delivery", "d-2");

            assertThat(onlyPush(decode(source(new GiteaFormat()), Samples.body(FILE), headers))
                            .optionalEventId())
                    .contains("d-2");
        }

        @Test
        void an_untagged_version_is_a_digest() {
            var pushed = onlyPush(
                    PACKAGE.decoded(text(FILE).replace("\"version\": \"1.4.0\"", "\"version\": \"" + DIGEST + "\"")));

            assertThat(pushed.optionalTag()).isEmpty();
            assertThat(pushed.optionalDigest()).contains(DIGEST);
        }

        @Test
        void a_deletion_another_package_and_another_event_are_ignored() {
            assertThat(ignoredOf(PACKAGE.decoded(text(FILE).replace("created\",", "deleted\",")))
                            .reason())
                    .isEqualTo("the package was not created");
            assertThat(ignoredOf(PACKAGE.decoded(text(FILE).replace("\"container\"", "\"helm\"")))
                            .reason())
                    .isEqualTo("the package is not a container image");
            assertThat(ignoredOf(decode(source(new GiteaFormat()), Samples.body(FILE), Map.of("X-Gitea-Event", "push")))
                            .reason())
                    .contains("push");
        }

        @Test
        void a_body_without_the_header_is_refused() {
            assertThat(refusedOf(decode(source(new GiteaFormat()), Samples.body(FILE), Map.of()))
                            .problem()
                            .what())
                    .contains("X-Gitea-Event");
        }
    }

    @Nested
    class GitHub {
        private static final String FILE = "github-package-published.json";
        private static final Sample PACKAGE = sample(FILE);

        @Test
        void a_package_is_a_push_below_its_owner_in_lower_case() {
            var answer = decode(
                    source(new GitHubFormat()),
                    Samples.body(FILE),
                    Map.of("X-GitHub-Event", "package", "X-GitHub-Delivery", "d-3"));

            assertThat(onlyPush(answer))
                    .isEqualTo(new ImagePushed(
                            ImageRepository.parse(HOST + "/team-a/app1"),
                            TAG,
                            DIGEST,
                            OCI_MANIFEST,
                            "d-3",
                            Instant.parse("2026-11-23T04:43:42Z"),
                            "ci"));
        }

        @Test
        void the_older_event_gives_the_same_result() {
            assertThat(onlyPush(sample("github-registry-package-published.json").decoded()))
                    .isEqualTo(onlyPush(PACKAGE.decoded()));
        }

        @Test
        void a_version_without_a_tag_has_its_digest() {
            var pushed = onlyPush(PACKAGE.decoded(text(FILE).replace("\"name\": \"1.4.0\"", "\"name\": \"\"")));

            assertThat(pushed.optionalTag()).isEmpty();
            assertThat(pushed.optionalDigest()).contains(DIGEST);
        }

        @Test
        void a_chart_is_recognized_by_its_config() {
            var chart = text(FILE)
                    .replace("application/vnd.oci.image.config.v1+json", "application/vnd.cncf.helm.config.v1+json");

            assertThat(ignoredOf(PACKAGE.decoded(chart)).reason()).contains("helm");
        }

        @Test
        void another_package_and_another_action_are_ignored() {
            assertThat(ignoredOf(PACKAGE.decoded(
                                    text(FILE).replace("\"package_type\": \"CONTAINER\"", "\"package_type\": \"npm\"")))
                            .reason())
                    .isEqualTo("the package is not a container image");
            assertThat(ignoredOf(PACKAGE.decoded(text(FILE).replace("\"published\"", "\"deleted\"")))
                            .reason())
                    .contains("neither published nor updated");
        }

        @ParameterizedTest
        @ValueSource(strings = {"ping", "push", "workflow_run"})
        void other_events_are_ignored(String event) {
            var answer = decode(source(new GitHubFormat()), Samples.body(FILE), Map.of("X-GitHub-Event", event));

            assertThat(ignoredOf(answer).reason()).contains(event);
        }

        @Test
        void a_form_is_refused_with_the_content_type_to_set() {
            var refused = refusedOf(decode(
                    source(new GitHubFormat()),
                    Samples.body(FILE),
                    Map.of("X-GitHub-Event", "package", "Content-Type", "application/x-www-form-urlencoded")));

            assertThat(refused.kind()).isEqualTo(WebhookAnswer.RefusalKind.UNSUPPORTED_MEDIA_TYPE);
            assertThat(refused.problem().fix()).contains("application/json");
        }
    }
}
