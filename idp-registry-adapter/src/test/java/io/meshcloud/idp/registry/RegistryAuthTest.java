package io.meshcloud.idp.registry;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.found;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.FakeRegistry.Request;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryAuthTest {
    private static final Credential CI = new Credential("ci", "pass-word", "a test");
    private static final String SCOPE = "repository:team-a/app1/dev:pull";

    @TempDir
    Path root;

    private final List<String> askedHosts = new ArrayList<>();
    private Instant now = EARLY;
    private Optional<Credential> credential = Optional.of(CI);
    private FakeRegistry server;
    private Digest digest;

    @BeforeEach
    void start() {
        server = new FakeRegistry(root);
        digest = OciLayoutWriter.in(root, REPOSITORY).write(TAG, image(EARLY));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_registry_that_demands_nothing_gets_nothing() {
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
        void is_shown_when_it_is_demanded_and_from_then_on() {
            var client = client();

            assertThat(found(client.resolve(REPOSITORY, TAG)).time()).isEqualTo(EARLY);
            client.resolve(REPOSITORY, TAG);

            assertThat(server.requests().stream()
                            .filter(it -> it.authorization().equals("null")))
                    .hasSize(1);
            assertThat(askedHosts).containsExactly(Fixtures.HOST);
        }

        @Test
        void that_is_wrong_is_a_denial_that_says_where_it_came_from() {
            credential = Optional.of(new Credential("ci", "wrong-word", "a test"));

            var problem = denial();

            assertThat(problem.what()).contains("HTTP 401").contains("from a test");
            assertThat(server.requests()).hasSize(2);
        }

        @Test
        void that_nobody_has_is_a_denial_that_names_the_variables() {
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
        void does_not_travel_with_a_redirect() {
            try (var storage = new FakeRegistry(root)) {
                server.answerFirst(request -> !request.authorization().equals(CI.basic())
                        ? Reply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", "Basic realm=\"r\"")
                        : Reply.redirect(storage.url() + request.path()));

                assertThat(found(client().resolve(REPOSITORY, TAG)).time()).isEqualTo(EARLY);
                assertThat(storage.requests())
                        .hasSize(2)
                        .extracting(Request::authorization)
                        .containsOnly("null");
            }
        }

        @Test
        void is_not_given_to_storage_that_demands_one() {
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
            assertThat(found(client().resolve(REPOSITORY, TAG)).time()).isEqualTo(EARLY);

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
            now = EARLY.plusSeconds(289);
            client.resolve(REPOSITORY, TAG);

            assertThat(tokenRequests()).isEqualTo(1);

            now = EARLY.plusSeconds(291);
            client.resolve(REPOSITORY, TAG);

            assertThat(tokenRequests()).isEqualTo(2);
        }

        @Test
        void without_a_told_life_is_kept_for_a_minute() {
            answer = "{\"token\":\"token-1\"}";
            var client = client();
            client.resolve(REPOSITORY, TAG);
            now = EARLY.plusSeconds(55);
            client.resolve(REPOSITORY, TAG);

            assertThat(tokenRequests()).isEqualTo(2);
        }

        @Test
        void of_one_repository_is_not_shown_for_another() {
            var other = new ImageRepository(Fixtures.HOST, "team-b/app");
            OciLayoutWriter.in(root, other).write(TAG, image(EARLY));
            var client = client();

            client.resolve(REPOSITORY, TAG);
            client.resolve(other, TAG);

            assertThat(tokenRequests()).isEqualTo(2);
        }

        @Test
        void that_the_registry_no_longer_takes_is_renewed_once() {
            var client = client();
            client.resolve(REPOSITORY, TAG);
            good = "token-2";
            answer = "{\"token\":\"token-2\",\"expires_in\":300}";

            assertThat(found(client.resolve(REPOSITORY, TAG)).digest()).isEqualTo(digest);
            assertThat(tokenRequests()).isEqualTo(2);
        }

        @Test
        void that_allows_too_little_is_a_denial_after_one_try() {
            good = "never";

            denial();

            assertThat(tokenRequests()).isEqualTo(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"{}", "{\"token\":\"\"}", "{\"token\":\"a\\r\\nX-Evil: 1\"}", "<html>", "{\"token\":1}"})
        void that_is_none_is_a_fault(String nonsense) {
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
        void of_a_service_at_no_proper_address_is_a_fault(String address) {
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
        void of_a_service_that_redirects_is_a_fault_and_nothing_follows() {
            server.answerFirst(
                    request -> request.path().equals("/token") ? Reply.redirect("/elsewhere") : guard(request));

            assertThat(problemOf(() -> client().resolve(REPOSITORY, TAG)).code())
                    .isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(server.requests()).hasSize(2);
        }

        @Test
        void of_a_service_in_trouble_is_a_fault() {
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
    void a_registry_reached_by_https_cannot_name_a_token_service_without_it() {
        var base = URI.create("https://registry.example.tld");
        var problems = new DistributionProblems(Fixtures.HOST);
        var http = new RegistryHttp(
                RegistryHttp.client(Duration.ofSeconds(1)), Duration.ofSeconds(1), problems, time -> {}, clock());
        var challenge = new Challenge("bearer", Map.of("realm", server.url() + "/token"));

        var problem = problemOf(() -> new BearerTokens(base, http, problems, clock()).renew(challenge, SCOPE, CI));

        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        assertThat(problem.what()).contains("not reached by https");
        assertThat(server.requests()).isEmpty();
    }

    private DistributionImageRegistry client() {
        CredentialSource source = host -> {
            askedHosts.add(host);
            return credential;
        };
        var config = new RegistryConfig(Map.of(), source, Duration.ofSeconds(5), Duration.ofSeconds(5));
        return DistributionImageRegistry.open(Fixtures.HOST, server.url(), config, clock(), time -> {});
    }

    private Problem denial() {
        var problem = problemOf(() -> client().resolve(REPOSITORY, TAG));
        assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
        return problem;
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }
}
