// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.found;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.FakeRegistry.Request;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.http.BearerTokens;
import io.meshcloud.idp.registry.http.Budget;
import io.meshcloud.idp.registry.http.Challenge;
import io.meshcloud.idp.registry.http.RegistryHttp;
import io.meshcloud.idp.registry.http.RegistryProblems;
import io.meshcloud.idp.registry.http.Scope;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.ImageTime;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryTokenTest extends DemandingRegistry {
    @Nested
    class A_token {
        private volatile String good = "token-1";
        private volatile String answer = "{\"token\":\"token-1\",\"expires_in\":300}";
        private volatile String realm = "/token";

        @BeforeEach
        void demand() {
            realm = server.url() + "/token?kind=a";
            server.answerFirst(this::guard);
        }

        private Reply guard(Request request) {
            if (request.path().equals("/token")) {
                return Reply.of(200, "application/json", answer);
            }
            if (request.authorization().equals("Bearer " + good)) {
                return null;
            }
            var challenge = "Bearer realm=\"" + realm + "\",service=\"the registry\",scope=\"repository:x:pull,push\"";
            return Reply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", challenge);
        }

        @Test
        void is_fetched_with_the_password_for_this_repository_and_pulling_only() {
            assertThat(found(client().resolve(REPOSITORY, TAG)).time()).isEqualTo(ImageTime.created(EARLY));

            var asked = server.requests().get(1);
            assertThat(asked.path()).isEqualTo("/token");
            assertThat(asked.query()).isEqualTo("kind=a&service=the+registry&scope=" + SCOPE);
            assertThat(asked.authorization()).isEqualTo(CI.basic());
        }

        @Test
        void is_fetched_without_a_password_where_there_is_none() {
            credential = Optional.empty();

            assertThat(found(client().resolve(REPOSITORY, TAG)).digest()).isEqualTo(digest);
            assertThat(server.requests().get(1).authorization()).isEqualTo("null");
        }

        @Test
        void is_fetched_with_an_identity_token_by_post() {
            credential = Optional.of(Credential.identityToken("id&token", "a test"));
            answer = "{\"access_token\":\"token-1\"}";

            assertThat(found(client().resolve(REPOSITORY, TAG)).digest()).isEqualTo(digest);

            var asked = server.requests().get(1);
            assertThat(asked.method()).isEqualTo("POST");
            assertThat(asked.authorization()).isEqualTo("null");
            assertThat(asked.body())
                    .startsWith("grant_type=refresh_token&")
                    .contains("service=the+registry")
                    .endsWith("&refresh_token=id%26token");
        }

        @Test
        void is_kept_until_shortly_before_it_expires() {
            var client = client();
            client.resolve(REPOSITORY, TAG);
            clock.set(EARLY.plusSeconds(289));
            client.resolve(REPOSITORY, TAG);

            assertThat(tokenRequests()).isEqualTo(1);

            clock.set(EARLY.plusSeconds(291));
            client.resolve(REPOSITORY, TAG);

            assertThat(tokenRequests()).isEqualTo(2);
        }

        @Test
        void is_fetched_with_the_next_password_if_the_token_service_refuses_the_last_one() {
            var client = client();
            client.resolve(REPOSITORY, TAG);
            var next = new Credential("ci", "next-word", "a test");
            credential = Optional.of(next);
            good = "token-2";
            answer = "{\"token\":\"token-2\"}";
            server.answerFirst(request ->
                    request.path().equals("/token") && !request.authorization().equals(next.basic())
                            ? Reply.error(401, "UNAUTHORIZED")
                            : guard(request));

            assertThat(found(client.resolve(REPOSITORY, TAG)).digest()).isEqualTo(digest);
        }

        @Test
        void is_fetched_with_the_next_password_if_the_registry_refuses_the_token_of_the_last() {
            var client = client();
            client.resolve(REPOSITORY, TAG);
            credential = Optional.of(new Credential("ci", "next-word", "a test"));
            answer = "{\"token\":\"token-2\"}";
            server.answerFirst(request -> request.authorization().equals("Bearer token-1")
                    ? Reply.error(403, "DENIED")
                    : request.authorization().equals("Bearer token-2") ? null : guard(request));

            assertThat(found(client.resolve(REPOSITORY, TAG)).digest()).isEqualTo(digest);
        }

        @Test
        void without_a_lifetime_is_kept_for_a_minute() {
            answer = "{\"token\":\"token-1\"}";
            var client = client();
            client.resolve(REPOSITORY, TAG);
            clock.set(EARLY.plusSeconds(55));
            client.resolve(REPOSITORY, TAG);

            assertThat(tokenRequests()).isEqualTo(2);
        }

        @Test
        void of_one_repository_is_not_sent_for_another() {
            var other = new ImageRepository(Fixtures.HOST, "team-b/app");
            OciLayoutWriter.in(root, other).write(TAG, image(EARLY));
            var client = client();

            client.resolve(REPOSITORY, TAG);
            client.resolve(other, TAG);

            assertThat(tokenRequests()).isEqualTo(2);
        }

        @Test
        void that_the_registry_no_longer_accepts_is_renewed_once() {
            var client = client();
            client.resolve(REPOSITORY, TAG);
            good = "token-2";
            answer = "{\"token\":\"token-2\",\"expires_in\":300}";

            assertThat(found(client.resolve(REPOSITORY, TAG)).digest()).isEqualTo(digest);
            assertThat(tokenRequests()).isEqualTo(2);
        }

        @Test
        void that_is_not_sufficient_is_a_denial_after_one_try() {
            good = "never";

            denial();

            assertThat(tokenRequests()).isEqualTo(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"{}", "{\"token\":\"\"}", "{\"token\":\"a\\r\\nX-Evil: 1\"}", "<html>", "{\"token\":1}"})
        void that_is_invalid_is_a_fault(String nonsense) {
            answer = nonsense;

            assertThat(problemOf(() -> client().resolve(REPOSITORY, TAG)).code())
                    .isEqualTo(ProblemCode.REGISTRY_FAULT);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "/token",
                    "ftp://127.0.0.1/token",
                    "http://",
                    "not a url",
                    "http://user:pw@127.0.0.1/token",
                    "http://127.0.0.1/token#x"
                })
        void of_a_service_at_an_invalid_address_is_a_fault(String address) {
            realm = address;

            assertThat(problemOf(() -> client().resolve(REPOSITORY, TAG)).code())
                    .isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(server.requests()).hasSize(1);
        }

        @Test
        void refused_by_its_service_is_a_denial() {
            server.answerFirst(
                    request -> request.path().equals("/token") ? Reply.error(401, "UNAUTHORIZED") : guard(request));

            assertThat(denial().what()).contains("from a test");
        }

        @Test
        void of_a_service_that_redirects_is_a_fault_and_not_followed() {
            server.answerFirst(
                    request -> request.path().equals("/token") ? Reply.redirect("/elsewhere") : guard(request));

            assertThat(problemOf(() -> client().resolve(REPOSITORY, TAG)).code())
                    .isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(server.requests()).hasSize(2);
        }

        @Test
        void of_a_failing_service_is_a_fault() {
            server.answerFirst(request -> request.path().equals("/token") ? Reply.error(500, "X") : guard(request));

            assertThat(problemOf(() -> client().resolve(REPOSITORY, TAG)).code())
                    .isEqualTo(ProblemCode.REGISTRY_FAULT);
        }

        private long tokenRequests() {
            return server.requests().stream()
                    .filter(request -> request.path().equals("/token"))
                    .count();
        }
    }

    @Test
    void a_registry_with_https_cannot_name_a_token_service_without_https() {
        var base = URI.create("https://registry.example.tld");
        var problems = new RegistryProblems(Fixtures.HOST, base);
        var config = RegistryConfig.of(List.of(), CredentialSource.none());
        var http = RegistryHttp.open(problems, config, time -> {}, clock);
        var challenge = new Challenge("bearer", Map.of("realm", server.url() + "/token"));

        var problem = problemOf(() -> new BearerTokens(base, http, problems, clock)
                .renew(Budget.ofQuestion("test"), challenge, Scope.pull(REPOSITORY), CI));

        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        assertThat(problem.what()).contains("without https");
        assertThat(server.requests()).isEmpty();
    }
}
