// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.found;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionImageRegistryTest extends ServedLayout {
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
    void works_without_the_digest_header() {
        server.answerFirst(request -> withoutDigest(request));

        assertThat(found(resolve()).digest()).isEqualTo(digest);
    }

    @Test
    void infers_the_kind_of_a_manifest_that_comes_as_plain_json() {
        server.answerFirst(request -> withoutDigest(request).with("Content-Type", "application/json; charset=utf-8"));

        assertThat(found(resolve()).digest()).isEqualTo(digest);
    }

    @Test
    void a_digest_of_another_algorithm_is_ignored() {
        server.answerFirst(
                request -> server.answer(request).with("Docker-Content-Digest", "sha512:" + "0f".repeat(64)));

        assertThat(found(resolve()).digest()).isEqualTo(digest);
    }

    @Nested
    class A_registry_that_does_not_serve_the_digest_of_the_bytes {
        private final String other = "sha512:" + "0f".repeat(64);

        /** Knows the manifest by its tag and its other digest only. */
        private @Nullable Reply answer(FakeRegistry.Request request) {
            return request.path().endsWith(digest.value())
                    ? Reply.error(404, "MANIFEST_UNKNOWN")
                    : server.answer(request).with("Docker-Content-Digest", other);
        }

        @Test
        void has_an_image_that_cannot_be_pulled() {
            server.answerFirst(this::answer);

            assertThat(resolve())
                    .isEqualTo(new Resolution.NotPullable(
                            "the registry has the manifest, but not under its digest " + digest));
        }

        @Test
        void has_its_tag_named_in_a_list() {
            server.answerFirst(this::answer);

            var listing = client().list(List.of(new Wanted(REPOSITORY, null))).get(REPOSITORY);

            assertThat(((Listing.Known) listing).images()).isEmpty();
            assertThat(((Listing.Known) listing).unusable())
                    .extracting(Listing.UnusableTag::tag)
                    .containsExactly(TAG);
        }
    }

    @Nested
    class An_index_without_its_images {
        private void delete(Predicate<FakeRegistry.Request> isDeleted) {
            server.answerFirst(request -> isDeleted.test(request) ? Reply.error(404, "MANIFEST_UNKNOWN") : null);
        }

        @Test
        void cannot_be_pulled_and_says_which_are_missing() {
            writer.writeIndex(TAG, List.of(image(EARLY), image(Fixtures.LATE)));
            delete(request -> request.path().contains("/manifests/sha256:"));

            assertThat(resolve())
                    .isInstanceOfSatisfying(
                            Resolution.NotPullable.class,
                            it -> assertThat(it.why())
                                    .startsWith(
                                            "none of the 2 images that the index lists is in the repository: sha256:")
                                    .contains(digest.value()));
        }

        @Test
        void cannot_be_pulled_if_only_an_attestation_is_left() {
            var attestation = writer.write(Tag.parse("attestation"), image(Fixtures.LATE));
            var index = Json.emptyObject();
            index.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
            var entries = index.putArray("manifests");
            entries.addObject()
                    .put("mediaType", MediaTypes.OCI_MANIFEST)
                    .put("digest", digest.value())
                    .put("size", 1);
            entries.addObject()
                    .put("mediaType", MediaTypes.OCI_MANIFEST)
                    .put("digest", attestation.value())
                    .put("size", 1)
                    .putObject("annotations")
                    .put("vnd.docker.reference.type", "attestation-manifest");
            writer.put(TAG, MediaTypes.OCI_INDEX, Json.write(index));
            delete(request -> request.path().endsWith(digest.value()));

            assertThat(resolve()).isInstanceOf(Resolution.NotPullable.class);
        }

        @Test
        void can_be_pulled_if_one_image_is_left() {
            writer.writeIndex(TAG, List.of(image(EARLY), image(Fixtures.LATE)));
            delete(request -> request.path().endsWith(digest.value()));

            assertThat(found(resolve()).parts()).hasSize(2);
        }

        @Test
        void cannot_be_pulled_if_their_configs_are_missing() {
            writer.writeIndex(TAG, List.of(image(EARLY)));
            delete(request -> request.path().contains("/blobs/"));

            assertThat(resolve()).isInstanceOf(Resolution.NotPullable.class);
        }

        @Test
        void is_named_in_a_list() {
            writer.writeIndex(TAG, List.of(image(EARLY)));
            delete(request -> request.path().endsWith(digest.value()));

            var listing = client().list(List.of(new Wanted(REPOSITORY, null))).get(REPOSITORY);

            assertThat(((Listing.Known) listing).unusable())
                    .singleElement()
                    .satisfies(one -> assertThat(one.why())
                            .startsWith("is an image that cannot be pulled: none of the 1 images"));
        }
    }

    @Nested
    class A_registry_that_lies {
        @ParameterizedTest
        @ValueSource(strings = {"nonsense", "sha256:", "sha256:0f", "SHA256:0f"})
        void with_an_invalid_digest_is_detected(String claimed) {
            server.answerFirst(request -> server.answer(request).with("Docker-Content-Digest", claimed));

            assertThat(resolveProblem().code()).isEqualTo(ProblemCode.DIGEST_MISMATCH);
        }

        @Test
        void about_the_digest_of_a_tag_is_detected() {
            var other = Digest.of(new byte[] {1});
            server.answerFirst(request -> server.answer(request).with("Docker-Content-Digest", other.value()));

            assertLies(resolveProblem(), other);
        }

        @Test
        void with_another_manifest_for_a_digest_is_detected() {
            var other = writer.write(Tag.parse("other"), image(Fixtures.LATE));
            server.answerFirst(request -> server.answer(new FakeRegistry.Request(
                    "GET", request.path().replace(digest.value(), other.value()), "", "", request.accept(), "")));

            assertLies(problemOf(() -> client().resolve(REPOSITORY, digest)), digest);
        }

        @Test
        void with_another_config_is_detected() {
            server.answerFirst(
                    request -> request.path().contains("/blobs/") ? Reply.of(200, "application/json", "{}") : null);

            assertThat(resolveProblem().code()).isEqualTo(ProblemCode.DIGEST_MISMATCH);
        }

        @Test
        void with_another_image_in_an_index_is_detected() {
            var index = writer.writeIndex(TAG, List.of(image(EARLY)));
            server.answerFirst(request -> request.path().endsWith(digest.value())
                    ? Reply.of(200, MediaTypes.OCI_MANIFEST, "{\"schemaVersion\":2,\"config\":{}}")
                    : null);

            assertLies(problemOf(() -> client().resolve(REPOSITORY, index)), digest);
        }

        private void assertLies(Problem problem, Digest claimed) {
            assertThat(problem.code()).isEqualTo(ProblemCode.DIGEST_MISMATCH);
            assertThat(problem.what()).contains(claimed.value());
            assertThat(problem.where()).startsWith(server.url() + "/v2/");
        }
    }

    @Nested
    class Not_there {
        @ParameterizedTest
        @ValueSource(strings = {"MANIFEST_UNKNOWN", "NAME_UNKNOWN", "NOT_FOUND", "TAG_EXPIRED", "ANYTHING"})
        void an_error_code_of_the_api_means_a_missing_image(String code) {
            server.answerFirst(request -> Reply.error(404, code));

            assertThat(resolve()).isEqualTo(new Resolution.Missing());
        }

        @Test
        void no_body_means_a_missing_image_if_the_registry_sends_its_api_version() {
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
        void a_body_without_an_error_code_of_the_api_is_a_fault(String type, String body) {
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
        void is_not_an_image_if_it_is_dockers_schema_1() {
            server.answerFirst(
                    request -> Reply.of(200, "application/vnd.docker.distribution.manifest.v1+prettyjws; x=y", "{}")
                            .with("Docker-Content-Digest", digest.value()));

            assertThat(resolve()).isEqualTo(new Resolution.NotAnImage(MediaTypes.DOCKER_SCHEMA1_SIGNED));
        }

        @Test
        void is_a_fault_with_another_media_type_than_declared() {
            server.answerFirst(request -> request.path().contains("/manifests/")
                    ? server.answer(request).with("Content-Type", MediaTypes.OCI_INDEX)
                    : null);

            assertThat(resolveProblem().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        }
    }

    @Nested
    class A_config {
        @Test
        void that_is_missing_makes_an_image_that_cannot_be_pulled() {
            server.answerFirst(request -> request.path().contains("/blobs/") ? Reply.error(404, "BLOB_UNKNOWN") : null);

            assertThat(resolve())
                    .isInstanceOfSatisfying(
                            Resolution.NotPullable.class,
                            it -> assertThat(it.why())
                                    .startsWith("its config sha256:")
                                    .endsWith("is not in the repository"));
        }

        @Test
        void that_is_too_large_leaves_the_time_unknown() {
            server.answerFirst(
                    request -> request.path().contains("/blobs/") ? new Reply(200, Map.of(), HUGE, -1) : null);

            assertThat(found(resolve()).time()).isNull();
        }

        @Test
        void that_cannot_be_read_temporarily_is_a_fault() {
            server.answerFirst(request -> request.path().contains("/blobs/") ? Reply.error(500, "X") : null);

            assertThat(resolveProblem().code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
        }
    }

    @Test
    void an_index_with_a_missing_image_has_no_time() {
        writer.writeIndex(TAG, List.of(image(EARLY), image(Fixtures.LATE)));
        server.answerFirst(
                request -> request.path().endsWith(digest.value()) ? Reply.error(404, "MANIFEST_UNKNOWN") : null);

        assertThat(found(resolve()).time()).isNull();
    }

    @Test
    void the_digest_is_that_of_the_manifests_bytes() {
        var spaced = (server.answer(manifestRequest()).body().asText() + "\n\n").getBytes(StandardCharsets.UTF_8);
        writer.put(TAG, MediaTypes.OCI_MANIFEST, spaced);

        assertThat(found(resolve()).digest()).isEqualTo(Digest.of(spaced));
    }
}
