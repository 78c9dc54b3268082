package io.meshcloud.idp.registry;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.found;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryRedirectTest extends ServedLayout {
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
}
