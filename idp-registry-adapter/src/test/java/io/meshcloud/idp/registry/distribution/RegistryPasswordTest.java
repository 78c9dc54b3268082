// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.found;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.FakeRegistry.Request;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.spi.registry.ImageTime;
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

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void a_refusal_without_a_challenge_is_a_denial(int status) {
        server.answerFirst(request -> Reply.error(status, "DENIED"));

        assertThat(denial().what()).contains("HTTP " + status);
        assertThat(server.requests()).hasSize(1);
    }
}
