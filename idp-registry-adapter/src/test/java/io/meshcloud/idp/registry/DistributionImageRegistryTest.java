package io.meshcloud.idp.registry;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.found;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.registry.Resolution;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionImageRegistryTest {
    private static final Bytes HUGE = Bytes.of(new byte[Json.MAX_BYTES + 1]);
    private static final Clock CLOCK = Clock.fixed(EARLY, ZoneOffset.UTC);

    @TempDir
    Path root;

    private final List<Duration> pauses = new ArrayList<>();
    private FakeRegistry server;
    private OciLayoutWriter writer;
    private Digest digest;

    @BeforeEach
    void start() {
        server = new FakeRegistry(root);
        writer = OciLayoutWriter.in(root, REPOSITORY);
        digest = writer.write(TAG, image(EARLY));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void asks_for_all_four_kinds_of_manifests() {
        resolve();

        assertThat(server.requests().get(0).accept().split(", ")).hasSize(4).allMatch(MediaTypes::isManifest);
    }

    @Test
    void reads_a_registry_below_a_path() {
        server.answerFirst(request -> request.path().startsWith("/mirror/v2/") ? null : Reply.error(404, "X"));

        problemOf(() -> client(server.url().resolve("/mirror")).resolve(REPOSITORY, TAG));

        assertThat(server.requests().get(0).path()).isEqualTo("/mirror/v2/team-a/app1/dev/manifests/1.0.0");
    }

    @Test
    void does_without_the_digest_header() {
        server.answerFirst(request -> withoutDigest(request));

        assertThat(found(resolve()).digest()).isEqualTo(digest);
    }

    @Test
    void infers_the_kind_of_a_manifest_that_comes_as_plain_json() {
        server.answerFirst(request -> withoutDigest(request).with("Content-Type", "application/json; charset=utf-8"));

        assertThat(found(resolve()).digest()).isEqualTo(digest);
    }

    @Nested
    class A_registry_that_lies {
        @Test
        void about_the_digest_of_a_tag_is_caught() {
            var other = Digest.of(new byte[] {1});
            server.answerFirst(request -> server.answer(request).with("Docker-Content-Digest", other.value()));

            assertLies(resolveProblem(), other);
        }

        @Test
        void with_another_manifest_for_a_digest_is_caught() {
            var other = writer.write(Tag.parse("other"), image(Fixtures.LATE));
            server.answerFirst(request -> server.answer(new FakeRegistry.Request(
                    "GET", request.path().replace(digest.value(), other.value()), "", "", request.accept(), "")));

            assertLies(problemOf(() -> client().resolve(REPOSITORY, digest)), digest);
        }

        @Test
        void with_another_config_is_caught() {
            server.answerFirst(
                    request -> request.path().contains("/blobs/") ? Reply.of(200, "application/json", "{}") : null);

            assertThat(resolveProblem().code()).isEqualTo(ProblemCode.REGISTRY_LIES);
        }

        @Test
        void with_another_image_in_an_index_is_caught() {
            var index = writer.writeIndex(TAG, List.of(image(EARLY)));
            server.answerFirst(request -> request.path().endsWith(digest.value())
                    ? Reply.of(200, MediaTypes.OCI_MANIFEST, "{\"schemaVersion\":2,\"config\":{}}")
                    : null);

            assertLies(problemOf(() -> client().resolve(REPOSITORY, index)), digest);
        }

        private void assertLies(Problem problem, Digest claimed) {
            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_LIES);
            assertThat(problem.what()).contains(claimed.value());
            assertThat(problem.where()).startsWith(server.url() + "/v2/");
        }
    }

    @Nested
    class Not_there {
        @ParameterizedTest
        @ValueSource(strings = {"MANIFEST_UNKNOWN", "NAME_UNKNOWN", "NOT_FOUND"})
        void in_a_registrys_words_is_missing(String code) {
            server.answerFirst(request -> Reply.error(404, code));

            assertThat(resolve()).isEqualTo(new Resolution.Missing());
        }

        @Test
        void without_words_is_missing_when_the_registry_shows_its_api_version() {
            server.answerFirst(
                    request -> Reply.of(404, "text/plain", "").with("Docker-Distribution-Api-Version", "registry/2.0"));

            assertThat(resolve()).isEqualTo(new Resolution.Missing());
        }

        @ParameterizedTest
        @CsvSource({
            "text/html, <html>not found</html>",
            "text/plain, 404 page not found",
            "application/json, {}",
            "application/json, {\"errors\":[]}",
            "application/json, {\"message\":\"Not Found\"}"
        })
        void in_other_words_is_a_fault(String type, String body) {
            server.answerFirst(request -> Reply.of(404, type, body));

            assertThat(resolveProblem().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        }
    }

    @Nested
    class An_answer_that_is_no_manifest {
        @ParameterizedTest
        @CsvSource({
            "text/html, <html>welcome</html>",
            "application/json, {}",
            "application/json, [1]",
            "application/json, {\"schemaVersion\":2",
            "application/vnd.oci.image.manifest.v1+json, {\"schemaVersion\":2}"
        })
        void is_a_fault_by_tag(String type, String body) {
            server.answerFirst(request -> Reply.of(200, type, body));

            var problem = resolveProblem();
            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(problem.fix()).contains("--registry " + Fixtures.HOST + "=URL");
        }

        @Test
        void is_a_fault_when_it_is_huge() {
            server.answerFirst(request -> new Reply(200, Map.of("Content-Type", MediaTypes.OCI_MANIFEST), HUGE, -1));

            assertThat(resolveProblem().what()).contains("too large");
        }

        @Test
        void is_not_an_image_when_it_is_of_dockers_first_schema() {
            server.answerFirst(
                    request -> Reply.of(200, "application/vnd.docker.distribution.manifest.v1+prettyjws; x=y", "{}")
                            .with("Docker-Content-Digest", digest.value()));

            assertThat(resolve()).isEqualTo(new Resolution.NotAnImage(MediaTypes.DOCKER_SCHEMA1_SIGNED));
        }

        @Test
        void is_a_fault_when_it_calls_itself_something_else() {
            server.answerFirst(request -> request.path().contains("/manifests/")
                    ? server.answer(request).with("Content-Type", MediaTypes.OCI_INDEX)
                    : null);

            assertThat(resolveProblem().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        }
    }

    @Nested
    class A_config {
        @Test
        void that_is_gone_leaves_the_time_open() {
            server.answerFirst(request -> request.path().contains("/blobs/") ? Reply.error(404, "BLOB_UNKNOWN") : null);

            assertThat(found(resolve()).orderTime()).isEmpty();
        }

        @Test
        void that_is_huge_leaves_the_time_open() {
            server.answerFirst(
                    request -> request.path().contains("/blobs/") ? new Reply(200, Map.of(), HUGE, -1) : null);

            assertThat(found(resolve()).orderTime()).isEmpty();
        }

        @Test
        void that_cannot_be_had_just_now_is_a_fault() {
            server.answerFirst(request -> request.path().contains("/blobs/") ? Reply.error(500, "X") : null);

            assertThat(resolveProblem().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        }
    }

    @Test
    void an_index_with_a_missing_image_has_no_time() {
        writer.writeIndex(TAG, List.of(image(EARLY), image(Fixtures.LATE)));
        server.answerFirst(
                request -> request.path().endsWith(digest.value()) ? Reply.error(404, "MANIFEST_UNKNOWN") : null);

        assertThat(found(resolve()).orderTime()).isEmpty();
    }

    @Nested
    class A_registry_in_trouble {
        @ParameterizedTest
        @ValueSource(ints = {500, 502, 503, 504, 429})
        void is_asked_three_times_and_then_is_a_fault(int status) {
            server.answerFirst(request -> Reply.of(status, "text/plain", "busy"));

            var problem = resolveProblem();

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(problem.retryable()).isTrue();
            assertThat(problem.what()).contains("HTTP " + status);
            assertThat(server.requests()).hasSize(3);
            assertThat(pauses).containsExactly(Duration.ofMillis(250), Duration.ofSeconds(1));
        }

        @Test
        void that_recovers_is_no_problem() {
            server.answerFirst(request -> server.requests().size() == 1 ? Reply.error(503, "UNAVAILABLE") : null);

            assertThat(found(resolve()).digest()).isEqualTo(digest);
        }

        @ParameterizedTest
        @CsvSource({"2, 2", "'Fri, 2 Jan 2026 03:04:08 GMT', 3", "'Thu, 1 Jan 2026 00:00:00 GMT', 0"})
        void is_given_the_time_that_it_asks_for(String retryAfter, long seconds) {
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
        void that_answers_oddly_is_a_fault_at_once(int status) {
            server.answerFirst(
                    request -> status == 204 ? Reply.of(204, "text/plain", "") : Reply.error(status, "NAME_INVALID"));

            assertThat(resolveProblem().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Nested
    class Unreachable {
        @Test
        void is_a_registry_that_nobody_runs() {
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

            var problem = resolveProblem();
            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
            assertThat(problem.what()).contains("within 1 s");
        }

        @Test
        void is_a_registry_that_stops_in_the_middle_of_an_answer() {
            server.answerFirst(request -> server.answer(request).announcing(100_000));

            assertThat(resolveProblem().code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
        }

        @Test
        void is_a_registry_that_does_not_speak_tls() throws Exception {
            try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                var answering = CompletableFuture.runAsync(() -> answerPlainly(plain));
                var https = URI.create("https://127.0.0.1:" + plain.getLocalPort());

                var problem = problemOf(() -> client(https).resolve(REPOSITORY, TAG));

                answering.join();
                assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
                assertThat(problem.what()).contains("TLS");
                assertThat(problem.fix()).contains("trustStore").contains("=http://" + Fixtures.HOST);
            }
        }

        @Test
        void is_a_registry_whose_certificate_nobody_trusts() throws Exception {
            var keys = root.resolve("keys.p12");
            RealTools.run(
                    root,
                    (Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    + " -genkeypair -keyalg EC -dname CN=localhost -alias a -storepass changeit -keystore "
                                    + keys)
                            .split(" "));
            try (var in = Files.newInputStream(keys)) {
                var store = KeyStore.getInstance("PKCS12");
                store.load(in, "changeit".toCharArray());
                var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                managers.init(store, "changeit".toCharArray());
                var tls = SSLContext.getInstance("TLS");
                tls.init(managers.getKeyManagers(), null, null);
                var secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                secure.setHttpsConfigurator(new HttpsConfigurator(tls));
                secure.start();
                try {
                    var https = URI.create(
                            "https://localhost:" + secure.getAddress().getPort());

                    var problem = problemOf(() -> client(https).resolve(REPOSITORY, TAG));

                    assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
                    assertThat(problem.what()).contains("certificate may not be trusted");
                } finally {
                    secure.stop(0);
                }
            }
        }

        private static void answerPlainly(ServerSocket server) {
            try (var connection = server.accept()) {
                connection
                        .getOutputStream()
                        .write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Nested
    class A_redirect {
        @Test
        void of_a_blob_to_another_place_is_followed() {
            try (var storage = new FakeRegistry(root)) {
                server.answerFirst(request -> request.path().contains("/blobs/")
                        ? Reply.redirect(storage.url() + request.path() + "?signature=secret")
                        : null);

                assertThat(found(resolve()).time()).isEqualTo(EARLY);
                assertThat(storage.requests()).hasSize(1);
            }
        }

        @Test
        void of_a_manifest_is_followed_and_keeps_what_is_accepted() {
            try (var other = new FakeRegistry(root)) {
                server.answerFirst(request -> Reply.redirect(other.url() + request.path()));

                assertThat(found(resolve()).digest()).isEqualTo(digest);
            }
        }

        @Test
        void that_goes_on_and_on_is_a_fault() {
            server.answerFirst(request -> Reply.redirect(request.path()));

            assertThat(resolveProblem().what()).contains("more than 5 times");
            assertThat(server.requests()).hasSize(6);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://storage.example.tld/x",
                    "http://user:secret@127.0.0.1/x",
                    "file:///etc/passwd",
                    "ftp://127.0.0.1/x",
                    "http:///x",
                    "::::",
                    ""
                })
        void to_a_place_that_cannot_be_trusted_is_a_fault(String location) {
            server.answerFirst(request -> Reply.redirect(location));

            var problem = resolveProblem();
            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(problem.toString() + problem.fix()).doesNotContain("secret");
            assertThat(server.requests()).hasSize(1);
        }

        @Test
        void to_storage_in_trouble_tells_no_signature() {
            server.answerFirst(request -> request.path().contains("/blobs/")
                    ? Reply.redirect("/storage?signature=secret")
                    : request.path().equals("/storage") ? Reply.of(403, "text/plain", "expired") : null);

            var problem = resolveProblem();

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(problem.where()).isEqualTo(server.url() + "/storage");
        }
    }

    @Test
    void a_manifest_of_any_bytes_keeps_their_very_digest() {
        var spaced = (server.answer(manifestRequest()).body().asText() + "\n\n").getBytes(StandardCharsets.UTF_8);
        writer.put(TAG, MediaTypes.OCI_MANIFEST, spaced);

        assertThat(found(resolve()).digest()).isEqualTo(Digest.of(spaced));
    }

    private FakeRegistry.Request manifestRequest() {
        return new FakeRegistry.Request(
                "GET", "/v2/team-a/app1/dev/manifests/1.0.0", "", "", MediaTypes.ACCEPT_MANIFESTS, "");
    }

    private Reply withoutDigest(FakeRegistry.Request request) {
        var reply = server.answer(request);
        return new Reply(
                reply.status(),
                Map.of("Content-Type", reply.headers().get("Content-Type")),
                reply.body(),
                reply.announced());
    }

    private DistributionImageRegistry client() {
        return client(server.url());
    }

    private DistributionImageRegistry client(URI base) {
        var config =
                new RegistryConfig(Map.of(), CredentialSource.none(), Duration.ofSeconds(5), Duration.ofSeconds(1));
        return DistributionImageRegistry.open(Fixtures.HOST, base, config, CLOCK, pauses::add);
    }

    private Resolution resolve() {
        return client().resolve(REPOSITORY, TAG);
    }

    private Problem resolveProblem() {
        return problemOf(this::resolve);
    }
}
