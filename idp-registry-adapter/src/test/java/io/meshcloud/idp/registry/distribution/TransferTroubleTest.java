// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.FakeRegistry.Request;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.RoutingImageTransfer;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.RegistryUrl;
import io.meshcloud.idp.registry.copy.ImageCopy;
import io.meshcloud.idp.registry.copy.ImageStore;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.image.StoredManifest;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.layout.LayoutStore;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copying from and to a registry that sends wrong bytes, closes connections, redirects or refuses. */
class TransferTroubleTest extends ServedLayout {
    private static final Tag PROMOTED = Tag.parse("1.0.0-promoted");
    private static final ImageRepository PROD = ImageRepository.parse(Fixtures.HOST + "/team-a/app1/prod");

    private ImageStore served(ImageRepository repository) {
        return served(repository, Duration.ofSeconds(30));
    }

    private ImageStore served(ImageRepository repository, Duration patience) {
        var config = new RegistryConfig(
                Map.of(Fixtures.HOST, new RegistryUrl.Distribution(server.url())),
                CredentialSource.none(),
                Duration.ofSeconds(30),
                patience);
        return new RoutingImageTransfer(config, CLOCK, pauses::add).open(repository);
    }

    private static boolean isBlob(Request request) {
        return request.method().equals("GET") && request.path().contains("/blobs/");
    }

    /** An index of an index of an index, down to an image. */
    private Digest nested(int levels) {
        var last = digest;
        for (int level = 0; level < levels; level++) {
            var index = Json.emptyObject();
            index.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
            index.putArray("manifests")
                    .addObject()
                    .put("mediaType", level == 0 ? MediaTypes.OCI_MANIFEST : MediaTypes.OCI_INDEX)
                    .put("digest", last.value())
                    .put("size", 1);
            last = writer.blob(Json.write(index));
        }
        return last;
    }

    private void copy(Digest image) {
        new ImageCopy(served(REPOSITORY), new LayoutStore(root.resolve("target"), PROD), false).copy(image, PROMOTED);
    }

    @Test
    void indexes_are_copied_to_a_depth_of_eight() throws Exception {
        Files.createDirectories(root.resolve("target"));

        copy(nested(8));

        assertThat(new LayoutStore(root.resolve("target"), PROD).hasManifest(digest))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 990})
    void a_longer_chain_of_indexes_is_refused(int levels) throws Exception {
        Files.createDirectories(root.resolve("target"));
        var chain = nested(levels);

        var problem = problemOf(() -> {
            copy(chain);
            return "copied";
        });

        assertThat(problem.code()).isEqualTo(ProblemCode.NOT_AN_IMAGE);
        assertThat(problem.what()).contains("nested more than 8 deep");
        assertThat(server.requests().size()).isLessThan(100);
    }

    @Nested
    class A_source {
        private ImageStore target() {
            return new LayoutStore(root.resolve("target"), PROD);
        }

        private Problem problem() {
            var problem = problemOf(() -> new ImageCopy(served(REPOSITORY), target(), false).copy(digest, PROMOTED));
            return problem;
        }

        private void assertNothingCame() {
            assertThat(target().manifest(PROMOTED)).isEmpty();
            assertThat(target().hasManifest(digest)).isFalse();
            var blobs = root.resolve("target/team-a/app1/prod/blobs/sha256");
            assertThat(Files.notExists(blobs) || blobs.toFile().list().length == 0)
                    .isTrue();
        }

        @BeforeEach
        void target_folder() throws Exception {
            Files.createDirectories(root.resolve("target"));
        }

        @Test
        void with_wrong_bytes_of_a_blob_is_detected() {
            server.answerFirst(
                    request -> isBlob(request) ? Reply.of(200, "application/octet-stream", "something else") : null);

            var problem = problem();

            assertThat(problem.code()).isEqualTo(ProblemCode.DIGEST_MISMATCH);
            assertThat(problem.where()).contains("/blobs/sha256:");
            assertNothingCame();
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void with_failing_storage_does_not_show_the_signature_of_the_redirect(boolean lies) {
            try (var storage = new FakeRegistry(root)) {
                server.answerFirst(request ->
                        isBlob(request) ? Reply.redirect(storage.url() + request.path() + "?signature=secret") : null);
                storage.answerFirst(request -> lies
                        ? Reply.of(200, "application/octet-stream", "something else")
                        : storage.answer(request).announcing(100_000));

                var problem = problem();

                assertThat(problem.where()).startsWith(storage.url().toString()).contains("/blobs/sha256:");
                assertThat(problem.toString()).doesNotContain("secret");
            }
        }

        @Test
        void that_is_busy_temporarily_is_asked_again_for_a_blob() {
            var busy = new AtomicInteger(2);
            server.answerFirst(
                    request -> isBlob(request) && busy.getAndDecrement() > 0 ? Reply.error(503, "UNAVAILABLE") : null);

            new ImageCopy(served(REPOSITORY), target(), false).copy(digest, PROMOTED);

            assertThat(target().manifest(PROMOTED)).map(StoredManifest::digest).contains(digest);
            assertThat(pauses).containsExactly(Duration.ofMillis(250), Duration.ofSeconds(1));
        }

        @Test
        void with_wrong_bytes_of_the_manifest_is_detected() {
            server.answerFirst(request -> request.path().contains("/manifests/")
                    ? Reply.of(200, MediaTypes.OCI_MANIFEST, "{\"schemaVersion\":2,\"config\":{}}")
                    : null);

            assertThat(problem().code()).isEqualTo(ProblemCode.DIGEST_MISMATCH);
            assertNothingCame();
        }

        @Test
        void that_closes_the_connection_in_the_middle_of_a_blob_is_named() {
            server.answerFirst(
                    request -> isBlob(request) ? server.answer(request).announcing(100_000) : null);

            var problem = problem();

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
            assertThat(problem.where()).contains("/blobs/sha256:");
            assertNothingCame();
        }

        @Test
        void that_sends_more_than_announced_is_refused() {
            server.answerFirst(request -> isBlob(request)
                    ? Reply.of(200, "application/octet-stream", "x".repeat(1 << 20))
                            .announcing(-1)
                    : null);

            var problem = problem();

            assertThat(problem.code()).isEqualTo(ProblemCode.DIGEST_MISMATCH);
            assertThat(problem.what()).contains("more than the announced");
            assertNothingCame();
        }

        @Test
        @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        @Slow
        void that_stalls_in_the_middle_of_a_blob_times_out() {
            server.answerFirst(request -> {
                if (!isBlob(request)) {
                    return null;
                }
                server.stall();
                return server.answer(request).announcing(100_000);
            });
            var source = served(REPOSITORY, Duration.ofSeconds(1));

            var problem = problemOf(() -> new ImageCopy(source, target(), false).copy(digest, PROMOTED));

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
            assertThat(problem.where()).contains("/blobs/sha256:");
            assertNothingCame();
        }

        @Test
        void with_an_index_beyond_the_limit_is_refused() {
            var index = Json.emptyObject().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
            var entries = index.putArray("manifests");
            for (int i = 0; i < 1_000; i++) {
                entries.add(OciLayoutWriter.descriptor(
                        MediaTypes.OCI_MANIFEST, Bytes.utf8("image " + i).toArray()));
            }
            digest = writer.put(Fixtures.TAG, MediaTypes.OCI_INDEX, Json.write(index));

            var problem = problem();

            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_AN_IMAGE);
            assertThat(problem.where()).isEqualTo(REPOSITORY.toString());
            assertNothingCame();
        }

        @Test
        void that_closes_the_connection_is_copied_from_at_the_second_try() {
            server.answerFirst(
                    request -> isBlob(request) ? server.answer(request).announcing(100_000) : null);
            problem();
            server.answerFirst(request -> null);

            new ImageCopy(served(REPOSITORY), target(), false).copy(digest, PROMOTED);

            assertThat(target().manifest(PROMOTED)).map(StoredManifest::digest).contains(digest);
        }

        @Test
        void that_has_lost_a_blob_is_named() {
            server.answerFirst(request -> isBlob(request) ? Reply.error(404, "BLOB_UNKNOWN") : null);

            assertThat(problem().what()).contains("BLOB_UNKNOWN");
            assertNothingCame();
        }

        @Test
        void without_the_referrers_api_is_copied_without_referrers() {
            var done = new ImageCopy(served(REPOSITORY), target(), false).copy(digest, PROMOTED);

            assertThat(done.manifests()).isEqualTo(1);
            assertThat(target().manifest(PROMOTED)).map(StoredManifest::digest).contains(digest);
        }

        @Test
        void with_pages_of_referrers_is_read_to_the_end() {
            server.answerFirst(request -> request.path().contains("/referrers/" + digest)
                    ? page(request.query().contains("last") ? "" : "?n=1&last=a")
                    : null);

            new ImageCopy(served(REPOSITORY), target(), false).copy(digest, PROMOTED);

            assertThat(server.requests())
                    .filteredOn(request -> request.path().contains("/referrers/" + digest))
                    .extracting(Request::query)
                    .contains("n=1&last=a");
        }

        /** Pages without an end, of entries with long annotations: reading ends at the limit. */
        @Test
        void with_more_referrers_than_the_limit_is_not_read_to_the_end() {
            var pages = new AtomicInteger();
            var filling = "\"annotations\":{\"x\":\"" + "x".repeat(10_000) + "\"},";
            server.answerFirst(request -> {
                if (!request.path().contains("/referrers/")) {
                    return null;
                }
                int number = pages.incrementAndGet();
                var entries = IntStream.range(0, 100)
                        .mapToObj(i -> "{" + filling + "\"digest\":\""
                                + Digest.of(Bytes.utf8(number + " " + i).toArray()) + "\",\"size\":7}")
                        .collect(Collectors.joining(","));
                return Reply.of(200, MediaTypes.OCI_INDEX, "{\"schemaVersion\":2,\"manifests\":[" + entries + "]}")
                        .with("Link", "<?n=" + number + ">; rel=\"next\"");
            });

            assertThat(problem().what()).contains("more than 1000 manifests");
            assertThat(pages.get()).isEqualTo(10);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "[]",
                    "{\"manifests\":[{}]}",
                    "{\"manifests\":[7]}",
                    "{\"manifests\":[{\"digest\":\"x\",\"size\":1}]}",
                    "{\"manifests\":[],\"manifests\":[]}"
                })
        void with_a_malformed_list_of_referrers_is_a_fault(String list) {
            server.answerFirst(request ->
                    request.path().contains("/referrers/") ? Reply.of(200, MediaTypes.OCI_INDEX, list) : null);

            assertThat(problem().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        }

        private Reply page(String next) {
            var page = Reply.of(200, MediaTypes.OCI_INDEX, "{\"schemaVersion\":2,\"manifests\":[]}");
            return next.isEmpty() ? page : page.with("Link", "<" + next + ">; rel=\"next\"");
        }
    }

    @Nested
    class A_target {
        private ImageStore source() {
            return new LayoutStore(root, REPOSITORY);
        }

        private Problem problem(Reply begun) {
            server.answerFirst(request -> answer(request, begun, Reply.of(201, "text/plain", "")));
            return problemOf(() -> new ImageCopy(source(), served(PROD), false).copy(digest, PROMOTED));
        }

        /** Empty as long as nothing was pushed. */
        private Reply answer(Request request, Reply begun, Reply taken) {
            return switch (request.method()) {
                case "POST" -> begun;
                case "PUT" -> taken;
                default -> Reply.error(404, "NAME_UNKNOWN");
            };
        }

        private Reply begun(String location) {
            return Reply.of(202, "text/plain", "").with("Location", location);
        }

        @Test
        void that_names_a_location_on_another_server_gets_neither_bytes_nor_credentials() {
            var problem = problem(begun("http://169.254.169.254/v2/upload"));

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(problem.what()).contains("another server");
            assertThat(server.requests()).noneMatch(request -> request.method().equals("PUT"));
        }

        @Test
        void that_names_no_location_for_an_upload_is_refused() {
            assertThat(problem(Reply.of(202, "text/plain", "")).code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        }

        @Test
        void that_names_a_location_with_a_query_gets_the_digest_appended() {
            server.answerFirst(
                    request -> answer(request, begun("/v2/u/1?_state=abc"), Reply.of(201, "text/plain", "")));

            new ImageCopy(source(), served(PROD), false).copy(digest, PROMOTED);

            assertThat(server.requests())
                    .filteredOn(request ->
                            request.method().equals("PUT") && request.path().equals("/v2/u/1"))
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.query()).startsWith("_state=abc&digest=sha256"));
        }

        @Test
        void that_does_not_mount_gets_the_bytes() {
            server.answerFirst(request -> answer(request, begun("/v2/u/1"), Reply.of(201, "text/plain", "")));

            var done = new ImageCopy(source(), served(PROD), true).copy(digest, PROMOTED);

            assertThat(done.mounted()).isZero();
            assertThat(done.uploaded()).isEqualTo(2);
            assertThat(server.requests())
                    .filteredOn(request -> request.method().equals("POST"))
                    .as("the bytes go to the location that the registry named")
                    .hasSize(2)
                    .allMatch(request -> request.query().contains("mount="));
        }

        @Test
        void that_refuses_to_mount_gets_an_upload() {
            server.answerFirst(request -> request.query().contains("mount=")
                    ? Reply.error(403, "DENIED")
                    : answer(request, begun("/v2/u/1"), Reply.of(201, "text/plain", "")));

            var done = new ImageCopy(source(), served(PROD), true).copy(digest, PROMOTED);

            assertThat(done.mounted()).isZero();
            assertThat(done.uploaded()).isEqualTo(2);
        }

        @Test
        void that_refuses_the_bytes_without_an_account_is_reported() {
            server.answerFirst(request -> answer(request, begun("/v2/u/1"), Reply.error(401, "UNAUTHORIZED")));

            var problem = problemOf(() -> new ImageCopy(source(), served(PROD), false).copy(digest, PROMOTED));

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
            assertThat(problem.fix()).contains("push to it");
        }

        /** Shorter than our margin before a token's expiry. */
        @Test
        void with_short_lived_tokens_gets_the_bytes_with_the_token_that_began_the_upload() {
            var challenge = "Bearer realm=\"" + server.url() + "/token\",service=\"r\"";
            server.answerFirst(request -> {
                if (request.path().equals("/token")) {
                    return Reply.of(200, "application/json", "{\"token\":\"short\",\"expires_in\":5}");
                }
                return request.authorization().equals("Bearer short")
                        ? answer(request, begun("/v2/u/1"), Reply.of(201, "text/plain", ""))
                        : Reply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", challenge);
            });

            assertThat(new ImageCopy(source(), served(PROD), false)
                            .copy(digest, PROMOTED)
                            .uploaded())
                    .isEqualTo(2);
        }

        @Test
        void that_refuses_a_push_is_reported_with_the_needed_right() {
            var problem = problem(Reply.error(403, "DENIED"));

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_DENIED);
            assertThat(problem.fix()).contains("push to it", "quota");
        }

        /** Docker's registry does this while another client mounts the same blob. */
        @Test
        void that_does_not_find_a_blob_temporarily_gets_the_manifest_again() {
            var blind = new AtomicInteger(2);
            server.answerFirst(request -> isManifest(request) && blind.getAndDecrement() > 0
                    ? Reply.error(400, "MANIFEST_BLOB_UNKNOWN")
                    : answer(request, begun("/v2/u/1"), Reply.of(201, "text/plain", "")));

            var done = new ImageCopy(source(), served(PROD), false).copy(digest, PROMOTED);

            assertThat(done.manifests()).isEqualTo(1);
            assertThat(pauses).hasSize(2);
        }

        @Test
        void that_never_finds_a_blob_is_reported() {
            server.answerFirst(request -> isManifest(request)
                    ? Reply.error(400, "MANIFEST_BLOB_UNKNOWN")
                    : answer(request, begun("/v2/u/1"), Reply.of(201, "text/plain", "")));

            var problem = problemOf(() -> new ImageCopy(source(), served(PROD), false).copy(digest, PROMOTED));

            assertThat(problem.what()).contains("400", "MANIFEST_BLOB_UNKNOWN");
        }

        private static boolean isManifest(Request request) {
            return request.method().equals("PUT") && request.path().contains("/manifests/");
        }

        @Test
        void that_stores_another_digest_is_detected() {
            var taken = Reply.of(201, "text/plain", "")
                    .with(
                            "Docker-Content-Digest",
                            Digest.of(Bytes.utf8("other").toArray()).value());
            server.answerFirst(request -> answer(request, begun("/v2/u/1"), taken));

            var problem = problemOf(() -> new ImageCopy(source(), served(PROD), false).copy(digest, PROMOTED));

            assertThat(problem.code()).isEqualTo(ProblemCode.DIGEST_MISMATCH);
        }

        @Test
        void whose_tags_are_immutable_is_reported_as_such() {
            server.answerFirst(
                    request -> request.method().equals("PUT") && request.path().endsWith("/manifests/" + PROMOTED)
                            ? Reply.error(412, "PRECONDITION")
                            : answer(request, begun("/v2/u/1"), Reply.of(201, "text/plain", "")));

            var problem = problemOf(() -> new ImageCopy(source(), served(PROD), false).copy(digest, PROMOTED));

            assertThat(problem.what()).contains("412", "PRECONDITION");
        }
    }
}
