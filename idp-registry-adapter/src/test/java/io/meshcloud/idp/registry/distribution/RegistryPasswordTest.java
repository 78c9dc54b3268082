// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.found;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.FakeRegistry.Request;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.ImageTime;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryPasswordTest extends DemandingRegistry {
    @Test
    void a_registry_without_a_challenge_gets_no_password() {
        assertThat(found(client().resolve(REPOSITORY, TAG)).digest()).isEqualTo(digest);

        assertThat(server.requests()).extracting(Request::authorization).containsOnly("null");
        assertThat(askedHosts).isEmpty();
    }

    @Nested
    class A_password {
        @BeforeEach
        void demand() {
            server.answerFirst(request -> request.authorization().equals(CI.basic())
                    ? null
                    : Reply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", "Basic realm=\"r\""));
        }

        @Test
        void is_sent_after_the_first_challenge_and_with_every_later_request() {
            var client = client();

            assertThat(found(client.resolve(REPOSITORY, TAG)).time()).isEqualTo(ImageTime.created(EARLY));
            client.resolve(REPOSITORY, TAG);

            assertThat(server.requests().stream()
                            .filter(it -> it.authorization().equals("null")))
                    .hasSize(1);
            assertThat(askedHosts).containsExactly(Fixtures.HOST);
        }

        @Test
        void that_is_wrong_is_reported_with_its_origin() {
            credential = Optional.of(new Credential("ci", "wrong-word", "a test"));

            var problem = denial();

            assertThat(problem.what()).contains("HTTP 401").contains("from a test");
            assertThat(server.requests()).hasSize(2);
        }

        @Test
        void that_is_missing_is_reported_with_the_names_of_the_variables() {
            credential = Optional.empty();

            var problem = denial();

            assertThat(problem.what()).contains("without credentials");
            assertThat(problem.fix())
                    .contains("IDP_REGISTRY_REGISTRY_EXAMPLE_TLD_USER")
                    .contains("IDP_REGISTRY_REGISTRY_EXAMPLE_TLD_PASSWORD");
        }

        @Test
        void is_not_an_identity_token() {
            credential = Optional.of(Credential.identityToken("id-token", "a test"));

            denial();

            assertThat(server.requests()).hasSize(1);
        }

        @Test
        void is_not_sent_along_a_redirect() {
            try (var storage = new FakeRegistry(root)) {
                server.answerFirst(request -> !request.authorization().equals(CI.basic())
                        ? Reply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", "Basic realm=\"r\"")
                        : Reply.redirect(storage.url() + request.path()));

                assertThat(found(client().resolve(REPOSITORY, TAG)).time()).isEqualTo(ImageTime.created(EARLY));
                assertThat(storage.requests())
                        .hasSize(2)
                        .extracting(Request::authorization)
                        .containsOnly("null");
            }
        }

        @Test
        void is_not_sent_to_storage_that_sends_a_challenge() {
            try (var storage = new FakeRegistry(root)) {
                storage.answerFirst(
                        request -> Reply.error(401, "X").with("WWW-Authenticate", "Basic realm=\"give me\""));
                server.answerFirst(request -> request.authorization().equals(CI.basic())
                        ? Reply.redirect(storage.url() + request.path())
                        : Reply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", "Basic realm=\"r\""));

                assertThat(problemOf(() -> client().resolve(REPOSITORY, TAG)).code())
                        .isEqualTo(ProblemCode.REGISTRY_FAULT);
                assertThat(storage.requests())
                        .hasSize(1)
                        .extracting(Request::authorization)
                        .containsOnly("null");
            }
        }
    }

    @Nested
    class A_password_that_expires {
        private final Credential next = new Credential("ci", "next-word", "a test");
        private Credential valid = CI;
        private int status = 403;

        @BeforeEach
        void demand() {
            server.answerFirst(request -> request.authorization().equals(valid.basic())
                    ? null
                    : request.authorization().equals("null")
                            ? Reply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", "Basic realm=\"r\"")
                            : Reply.of(status, "text/plain", "expired").with("WWW-Authenticate", "Basic realm=\"r\""));
        }

        @ParameterizedTest
        @ValueSource(ints = {401, 403})
        void is_replaced_by_the_one_that_its_source_has_now(int refusal) {
            status = refusal;
            var client = client();
            client.resolve(REPOSITORY, TAG);
            valid = next;
            credential = Optional.of(next);

            assertThat(found(client.resolve(REPOSITORY, TAG)).digest()).isEqualTo(digest);
            assertThat(askedHosts).hasSize(2);
        }

        @Test
        void is_not_sent_again_if_its_source_has_no_other() {
            var client = client();
            client.resolve(REPOSITORY, TAG);
            valid = next;
            int before = server.requests().size();

            assertThat(problemOf(() -> client.resolve(REPOSITORY, TAG)).what()).contains("HTTP 403");
            assertThat(server.requests()).hasSize(before + 1);
        }

        @Test
        void and_one_that_is_wrong_too_are_tried_once_each() {
            var client = client();
            client.resolve(REPOSITORY, TAG);
            valid = next;
            credential = Optional.of(new Credential("ci", "third-word", "a test"));
            int before = server.requests().size();

            assertThat(problemOf(() -> client.resolve(REPOSITORY, TAG)).what()).contains("HTTP 403");
            assertThat(server.requests()).hasSize(before + 2);
        }
    }

    @Test
    void each_part_of_a_registry_has_its_own_account() throws IOException {
        var other = ImageRepository.parse(Fixtures.HOST + "/team-b/app1");
        OciLayoutWriter.in(root, other).write(TAG, Fixtures.image(EARLY));
        server.answerFirst(request -> request.authorization()
                        .equals(account(request.path().contains("team-b") ? "b" : "a")
                                .basic())
                ? null
                : Reply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", "Basic realm=\"r\""));
        Files.createDirectories(root.resolve(".docker"));
        Files.writeString(root.resolve(".docker/config.json"), """
                {"auths": {"%1$s/team-a": {"username": "a", "password": "pw-a"},
                           "%1$s/team-b/app1": {"username": "b", "password": "pw-b"}}}""".formatted(Fixtures.HOST));
        var config = new RegistryConfig(
                Map.of(), CredentialSource.standard(Map.of(), root), Duration.ofSeconds(30), Duration.ofSeconds(30));
        var client = DistributionImageRegistry.open(Fixtures.HOST, server.url(), config, clock, time -> {});

        assertThat(found(client.resolve(REPOSITORY, TAG)).time()).isEqualTo(ImageTime.created(EARLY));
        assertThat(found(client.resolve(other, TAG)).time()).isEqualTo(ImageTime.created(EARLY));
    }

    private static Credential account(String name) {
        return new Credential(name, "pw-" + name, "a test");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void a_refusal_without_a_challenge_is_a_denial(int status) {
        server.answerFirst(request -> Reply.error(status, "DENIED"));

        assertThat(denial().what()).contains("HTTP " + status);
        assertThat(server.requests()).hasSize(1);
    }
}
