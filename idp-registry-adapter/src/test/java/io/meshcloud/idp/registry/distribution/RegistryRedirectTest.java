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
import io.meshcloud.idp.registry.Fixtures;
import io.meshcloud.idp.registry.TestAuthority;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.TrustedCertificates;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.spi.registry.ImageTime;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryRedirectTest extends ServedLayout {
    @Nested
    class A_redirect {
        @Test
        void of_a_blob_to_another_host_is_followed() {
            try (var storage = new FakeRegistry(root)) {
                server.answerFirst(request -> request.path().contains("/blobs/")
                        ? Reply.redirect(storage.url() + request.path() + "?signature=secret")
                        : null);

                assertThat(found(resolve()).time()).isEqualTo(ImageTime.created(EARLY));
                assertThat(storage.requests()).hasSize(1);
            }
        }

        @Test
        void of_a_manifest_is_followed_with_the_same_accept_header() {
            try (var other = new FakeRegistry(root)) {
                server.answerFirst(request -> Reply.redirect(other.url() + request.path()));

                assertThat(found(resolve()).digest()).isEqualTo(digest);
            }
        }

        @Test
        void without_an_end_is_a_fault() {
            server.answerFirst(request -> Reply.redirect(request.path()));

            assertThat(resolveProblem().what()).contains("more than 5 times");
            assertThat(server.requests()).hasSize(6);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://storage.example.tld/x",
                    "https://169.254.169.254/latest/meta-data",
                    "http://169.254.169.254/latest/meta-data",
                    "http://127.0.0.1.storage.example.tld/x",
                    "http://user:secret@127.0.0.1/x",
                    "file:///etc/passwd",
                    "ftp://127.0.0.1/x",
                    "http:///x",
                    "::::",
                    ""
                })
        void to_an_untrusted_target_is_a_fault(String location) {
            server.answerFirst(request -> Reply.redirect(location));

            var problem = resolveProblem();
            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(problem.toString() + problem.fix()).doesNotContain("secret");
            assertThat(server.requests()).hasSize(1);
        }

        @Test
        void to_a_forbidden_host_at_the_second_step_is_not_followed() {
            try (var storage = new FakeRegistry(root)) {
                server.answerFirst(request -> Reply.redirect(storage.url() + request.path()));
                storage.answerFirst(request -> Reply.redirect("https://169.254.169.254/latest"));

                var problem = resolveProblem();

                assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
                assertThat(problem.what()).contains("redirects to '169.254.169.254'", "the network link");
                assertThat(problem.where()).startsWith(storage.url().toString());
            }
        }

        @Test
        void from_https_to_http_is_not_followed_even_to_the_same_host() throws Exception {
            var authority = TestAuthority.shared();
            var pem = Files.writeString(root.resolve("authority.pem"), authority.pem());
            try (var secure = new FakeRegistry(root, authority.server())) {
                secure.answerFirst(request -> Reply.redirect(server.url() + request.path()));
                var config = RegistryConfig.of(List.of(), CredentialSource.none())
                        .withTrusted(TrustedCertificates.ofJavaAnd(pem))
                        .withRedirectHosts(List.of("127.0.0.1"));
                var client = DistributionImageRegistry.open(Fixtures.HOST, secure.url(), config, CLOCK, pauses::add);

                var problem = problemOf(() -> client.resolve(REPOSITORY, TAG));

                assertThat(problem.what()).contains("without https");
                assertThat(server.requests()).isEmpty();
            }
        }

        @Test
        void to_failing_storage_shows_no_signature() {
            server.answerFirst(request -> request.path().contains("/blobs/")
                    ? Reply.redirect("/storage?signature=secret")
                    : request.path().equals("/storage") ? Reply.of(403, "text/plain", "expired") : null);

            var problem = resolveProblem();

            assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_FAULT);
            assertThat(problem.where()).isEqualTo(server.url() + "/storage");
        }
    }
}
