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
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.RoutingImageRegistry;
import io.meshcloud.idp.registry.TestAuthority;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.TrustedCertificates;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryTroubleTest extends ServedLayout {
    @Nested
    class A_registry_in_trouble {
        @ParameterizedTest
        @ValueSource(ints = {500, 502, 503, 504, 429})
        void is_requested_three_times_and_then_a_fault(int status) {
            server.answerFirst(request -> Reply.of(status, "text/plain", "busy"));

            var problem = resolveProblem();

            assertThat(problem.code())
                    .isEqualTo(status == 429 ? ProblemCode.REGISTRY_UNREACHABLE : ProblemCode.REGISTRY_FAULT);
            assertThat(problem.retryable()).isTrue();
            assertThat(problem.what()).contains("HTTP " + status);
            assertThat(server.requests()).hasSize(3);
            assertThat(pauses).containsExactly(Duration.ofMillis(250), Duration.ofSeconds(1));
        }

        @Test
        void is_quoted_within_limits_and_without_control_characters() {
            var message = "ask \\u001b[2J the owner ".repeat(100);
            server.answerFirst(request -> Reply.of(
                    404,
                    "application/json",
                    "{\"errors\":[{\"code\":\"DENIED_HERE\",\"message\":\"" + message + "\"}]}"));

            var listing = client().list(List.of(new Wanted(REPOSITORY, null))).get(REPOSITORY);

            assertThat(listing)
                    .isInstanceOfSatisfying(
                            Listing.Unavailable.class,
                            it -> assertThat(it.problem().what())
                                    .contains("'DENIED_HERE': 'ask \\u001b[2J the owner")
                                    .hasSizeLessThan(600));
        }

        @Test
        void that_limits_requests_with_status_403_is_retryable() {
            server.answerFirst(request -> Reply.of(
                            403, "application/json", "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"too often\"}]}")
                    .with("Retry-After", "60"));

            var problem = resolveProblem();

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
            assertThat(problem.what()).endsWith("limits our requests (HTTP 403): 'too often'");
            assertThat(problem.retryable()).isTrue();
        }

        @ParameterizedTest
        @CsvSource({"400, false", "408, true", "418, false", "425, true", "501, true"})
        void is_asked_again_only_after_a_transient_status(int status, boolean mayPass) {
            server.answerFirst(request -> Reply.of(status, "text/plain", "no"));

            assertThat(resolveProblem().retryable()).isEqualTo(mayPass);
        }

        @Test
        void that_limits_requests_is_not_asked_for_the_rest_of_a_list() {
            server.answerFirst(request -> request.path().endsWith("/tags/list")
                    ? null
                    : Reply.error(429, "TOOMANYREQUESTS").with("Retry-After", "60"));
            for (int i = 0; i < 100; i++) {
                writer.write(Tag.parse("t" + i), image(EARLY));
            }

            var listing = client().list(List.of(new Wanted(REPOSITORY, null))).get(REPOSITORY);

            assertThat(listing).isInstanceOf(Listing.Unavailable.class);
            // The requests that were in progress at the first answer, and the list itself.
            assertThat(server.requests().size()).isLessThan(50);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Link",
                    "Docker-Content-Digest",
                    "Content-Type",
                    "Retry-After",
                    "WWW-Authenticate",
                    "Location"
                })
        void with_a_header_longer_than_the_limit_is_a_fault(String header) {
            var value = "<a>; rel=\"".repeat(7_000);
            server.answerFirst(request -> server.answer(request).with(header, value));

            var problem = resolveProblem();

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(problem.what())
                    .contains("a header " + header.toLowerCase(Locale.ROOT) + " of more than 8192 characters")
                    .hasSizeLessThan(200);
        }

        @Test
        void with_a_header_at_the_limit_is_read() {
            server.answerFirst(request -> server.answer(request).with("Link", "x".repeat(8192)));

            assertThat(found(resolve()).digest()).isEqualTo(digest);
        }

        @Test
        void that_recovers_causes_no_problem() {
            server.answerFirst(request -> server.requests().size() == 1 ? Reply.error(503, "UNAVAILABLE") : null);

            assertThat(found(resolve()).digest()).isEqualTo(digest);
        }

        @ParameterizedTest
        @CsvSource({"2, 2", "'Fri, 2 Jan 2026 03:04:08 GMT', 3", "'Thu, 1 Jan 2026 00:00:00 GMT', 0"})
        void is_retried_after_the_time_that_it_asks_for(String retryAfter, long seconds) {
            server.answerFirst(request -> server.requests().size() == 1
                    ? Reply.error(429, "TOOMANYREQUESTS").with("Retry-After", retryAfter)
                    : null);

            assertThat(found(resolve()).digest()).isEqualTo(digest);
            assertThat(pauses).containsExactly(Duration.ofSeconds(seconds));
        }

        @ParameterizedTest
        @ValueSource(strings = {"6", "3600", "999999999", "Mon, 1 Jan 2029 00:00:00 GMT"})
        void is_not_waited_for_longer_than_five_seconds(String retryAfter) {
            server.answerFirst(request -> Reply.error(503, "X").with("Retry-After", retryAfter));

            assertThat(resolveProblem().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(pauses).isEmpty();
        }

        @Test
        void is_not_waited_for_longer_than_five_seconds_in_all() {
            server.answerFirst(request -> Reply.error(503, "X").with("Retry-After", "3"));

            resolveProblem();

            assertThat(pauses).containsExactly(Duration.ofSeconds(3));
        }

        @ParameterizedTest
        @ValueSource(ints = {400, 405, 410, 204})
        void with_an_unexpected_status_is_a_fault_at_once(int status) {
            server.answerFirst(
                    request -> status == 204 ? Reply.of(204, "text/plain", "") : Reply.error(status, "NAME_INVALID"));

            assertThat(resolveProblem().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Nested
    class Mapped_to_http_although_it_has_https {
        private void assertRemedy(String what, String mapping) {
            var problem = resolveProblem();
            assertThat(problem.what()).contains("is mapped to " + server.url() + ", but it " + what);
            assertThat(problem.fix()).contains("--registry " + Fixtures.HOST + "=https://" + mapping);
            assertThat(problem.retryable()).isFalse();
        }

        /** Like Harbor: its realm has the scheme of its external URL and the host of the request. */
        @Test
        void is_a_registry_whose_token_service_is_named_with_https() {
            var realm = server.url().toString().replace("http:", "https:") + "/service/token";
            server.answerFirst(request ->
                    Reply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", "Bearer realm=\"" + realm + "\""));

            assertRemedy("names its token service as " + realm, Fixtures.HOST);
        }

        @Test
        void is_a_registry_that_redirects_to_https_and_refuses_us_there() throws Exception {
            var authority = TestAuthority.shared();
            var pem = Files.writeString(root.resolve("authority.pem"), authority.pem());
            try (var secure = new FakeRegistry(root, authority.server())) {
                secure.answerFirst(request -> Reply.error(401, "UNAUTHORIZED"));
                server.answerFirst(request -> Reply.redirect(secure.url() + request.path()));
                var config = RegistryConfig.of(List.of(), CredentialSource.none())
                        .withTrusted(TrustedCertificates.ofJavaAnd(pem));
                var client = DistributionImageRegistry.open(Fixtures.HOST, server.url(), config, CLOCK, pauses::add);

                var problem = problemOf(() -> client.resolve(REPOSITORY, TAG));

                assertThat(problem.what()).contains("but it redirects to https");
                assertThat(problem.fix()).contains("--registry " + Fixtures.HOST + "=" + secure.url());
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "<html>The plain HTTP request was sent to HTTPS port</html>",
                    "Client sent an HTTP request to an HTTPS server.\n"
                })
        void is_an_address_that_expects_https(String words) {
            server.answerFirst(request -> Reply.of(400, "text/html", words));

            assertRemedy("expects https there", server.url().getRawAuthority());
        }
    }

    @Nested
    class Unreachable {
        @Test
        void is_an_address_without_a_server() {
            server.close();

            assertThat(resolveProblem().code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
            assertThat(resolveProblem().what()).contains("refuses the connection");
            assertThat(resolveProblem().fix()).contains("--registry");
        }

        @Test
        void is_a_host_without_an_address() {
            var problem = problemOf(
                    () -> client(URI.create("http://no-such-host.invalid")).resolve(REPOSITORY, TAG));

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
        }

        @Test
        void is_a_registry_that_does_not_answer_in_time() {
            server.answerFirst(request -> server.hang());

            var problem =
                    problemOf(() -> client(server.url(), Duration.ofSeconds(1)).resolve(REPOSITORY, TAG));
            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
            assertThat(problem.what()).contains("within 1 s");
        }

        @Test
        void is_a_registry_that_answers_a_byte_at_a_time() {
            server.trickle();
            server.answerFirst(request -> server.answer(request).announcing(100_000));

            var problem =
                    problemOf(() -> client(server.url(), Duration.ofSeconds(1)).resolve(REPOSITORY, TAG));

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
            assertThat(problem.what()).contains("no whole answer within 1 s");
        }

        @Test
        void is_a_registry_that_stops_in_the_middle_of_an_answer() {
            server.answerFirst(request -> server.answer(request).announcing(100_000));

            assertThat(resolveProblem().code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
        }

        @Test
        void is_reported_with_a_possibly_missing_mapping() {
            assertThat(fix("localhst:1=http://localhost:1", "z.example=http://localhost:1"))
                    .endsWith("--registry localhost:1=URL; mapped are: localhst:1, z.example");
            assertThat(fix("localhost:1=http://localhost:1")).doesNotContain("mapped are");
            assertThat(fix()).doesNotContain("mapped are");
        }

        private String fix(String... mappings) {
            var config = RegistryConfig.of(List.of(mappings), CredentialSource.none());
            var registry = new RoutingImageRegistry(config, Clock.systemUTC());
            var repository = new ImageRepository("localhost:1", REPOSITORY.path());
            return problemOf(() -> registry.resolve(repository, TAG)).fix();
        }

        @Test
        void is_a_registry_without_tls() throws Exception {
            try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                var answering = CompletableFuture.runAsync(() -> answerPlainly(plain));
                var https = URI.create("https://127.0.0.1:" + plain.getLocalPort());

                var problem = problemOf(() -> client(https).resolve(REPOSITORY, TAG));

                plain.close();
                answering.join();
                assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
                assertThat(problem.what()).contains("does not use TLS");
                assertThat(problem.fix())
                        .doesNotContain("--registry-ca")
                        .endsWith("--registry " + Fixtures.HOST + "=http://127.0.0.1:" + plain.getLocalPort());
            }
        }

        @Test
        void is_a_token_service_without_tls_which_no_mapping_can_fix() throws Exception {
            try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                var answering = CompletableFuture.runAsync(() -> answerPlainly(plain));
                var realm = "Bearer realm=\"https://127.0.0.1:" + plain.getLocalPort() + "/token\"";
                server.answerFirst(request -> Reply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", realm));

                var problem = resolveProblem();

                plain.close();
                answering.join();
                assertThat(problem.what()).contains("does not use TLS");
                assertThat(problem.fix()).isNotEmpty().doesNotContain("--registry");
            }
        }

        @Test
        void is_a_registry_with_an_untrusted_certificate() throws Exception {
            try (var secure = new FakeRegistry(root, TestAuthority.shared().server())) {
                var problem = problemOf(() -> client(secure.url()).resolve(REPOSITORY, TAG));

                assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
                assertThat(problem.what()).contains("an authority that is not trusted here");
                assertThat(problem.fix()).contains("--registry-ca FILE");
            }
        }

        /**
         * Answers every connection like a web server without TLS, until the server is closed: the client may try once
         * more. The client closes the connection, so that it reads the answer and never only an end.
         */
        private static void answerPlainly(ServerSocket server) {
            try {
                while (true) {
                    try (var connection = server.accept()) {
                        var in = connection.getInputStream();
                        in.read(new byte[1024]);
                        connection
                                .getOutputStream()
                                .write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                        in.readAllBytes();
                    }
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
