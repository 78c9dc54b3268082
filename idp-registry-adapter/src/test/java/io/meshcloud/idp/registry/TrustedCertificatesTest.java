// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.found;
import static io.meshcloud.idp.registry.Fixtures.image;
import static io.meshcloud.idp.registry.Fixtures.problemOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.Slow;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.RegistryUrl;
import io.meshcloud.idp.registry.config.TrustedCertificates;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.distribution.DistributionImageRegistry;
import io.meshcloud.idp.registry.http.Budget;
import io.meshcloud.idp.registry.http.ManagementApi;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.registry.ImageTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Slow
class TrustedCertificatesTest {
    private static final Credential CI = new Credential("ci", "pass-word", "a test");

    @TempDir
    private static Path keys;

    private static TestAuthority authority;
    private static String stranger;

    @TempDir
    private Path root;

    private FakeRegistry server;
    private Path file;

    @BeforeAll
    static void sign() throws Exception {
        authority = TestAuthority.shared();
        stranger = new TestAuthority(keys).pem();
    }

    @BeforeEach
    void start() throws Exception {
        server = new FakeRegistry(root, authority.server());
        OciLayoutWriter.in(root, REPOSITORY).write(TAG, image(EARLY));
        file = Files.writeString(root.resolve("authorities.pem"), authority.pem());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RegistryConfig config() {
        var url = Map.<String, RegistryUrl>of(Fixtures.HOST, new RegistryUrl.Distribution(server.url()));
        var usual = RegistryConfig.of(List.of(), host -> Optional.of(CI));
        return new RegistryConfig(url, usual.credentials(), usual.connectTimeout(), usual.requestTimeout())
                .withTrusted(TrustedCertificates.ofJavaAnd(file));
    }

    private RoutingImageRegistry client() {
        return new RoutingImageRegistry(config(), Clock.fixed(EARLY, ZoneOffset.UTC));
    }

    @Nested
    class An_authority_of_the_file {
        @Test
        void is_trusted_for_the_registry_and_its_token_service() {
            server.answerFirst(request -> {
                if (request.path().equals("/token")) {
                    return Reply.of(200, "application/json", "{\"token\":\"t-1\"}");
                }
                return request.authorization().equals("Bearer t-1")
                        ? null
                        : Reply.error(401, "UNAUTHORIZED")
                                .with("WWW-Authenticate", "Bearer realm=\"" + server.url() + "/token\"");
            });

            assertThat(found(client().resolve(REPOSITORY, TAG)).time()).isEqualTo(ImageTime.created(EARLY));
        }

        @Test
        void is_trusted_for_the_management_api() {
            server.answerFirst(request -> Reply.of(200, "text/plain", "Pong"));

            var api = ManagementApi.open(Fixtures.HOST, server.url(), config(), Clock.systemUTC(), time -> {});

            assertThat(api.text(Budget.ofQuestion("test"), api.uri("/api/v2.0/ping")))
                    .contains("Pong");
        }

        @Test
        void is_found_among_others() throws Exception {
            Files.writeString(file, "# ours\n" + stranger + "\n\n" + authority.pem());

            assertThat(found(client().resolve(REPOSITORY, TAG)).time()).isEqualTo(ImageTime.created(EARLY));
        }

        @Test
        void is_not_trusted_for_a_certificate_of_another_authority() throws Exception {
            Files.writeString(file, stranger);

            var problem = problemOf(() -> client().resolve(REPOSITORY, TAG));
            assertThat(problem.what()).contains("an authority that is not trusted here");
            assertThat(problem.retryable()).isFalse();
            assertThat(problem.fix()).contains("--registry-ca FILE").doesNotContain("http://");
            assertThat(server.requests()).isEmpty();
        }

        @Test
        void is_not_trusted_for_another_name() throws Exception {
            var folder = Files.createDirectory(root.resolve("other"));
            var other = new TestAuthority(folder, "-ext", "san=dns:other.example");
            Files.writeString(file, other.pem());
            try (var misnamed = new FakeRegistry(root, other.server())) {
                var registry =
                        DistributionImageRegistry.open(Fixtures.HOST, misnamed.url(), config(), Clock.systemUTC());

                var problem = problemOf(() -> registry.resolve(REPOSITORY, TAG));
                assertThat(problem.code()).isEqualTo(ProblemCode.REGISTRY_UNREACHABLE);
                assertThat(problem.what()).contains("another name than '127.0.0.1'");
                assertThat(problem.retryable()).isFalse();
                assertThat(problem.fix()).contains("=https://").doesNotContain("--registry-ca");
            }
        }

        @Test
        void is_not_trusted_for_an_expired_certificate() throws Exception {
            var folder = Files.createDirectory(root.resolve("old"));
            var old = new TestAuthority(folder, "-startdate", "-3d", "-validity", "1");
            Files.writeString(file, old.pem());
            try (var late = new FakeRegistry(root, old.server())) {
                var registry = DistributionImageRegistry.open(Fixtures.HOST, late.url(), config(), Clock.systemUTC());

                var problem = problemOf(() -> registry.resolve(REPOSITORY, TAG));
                assertThat(problem.what()).contains("not valid at this time");
                assertThat(problem.retryable()).isFalse();
                assertThat(problem.fix()).doesNotContain("--registry-ca");
            }
        }

        @Test
        void is_added_to_those_of_java() throws Exception {
            assertThat(TrustedCertificates.ofJavaAnd(file).authorities())
                    .containsAll(TrustedCertificates.ofJava().authorities())
                    .hasSize(TrustedCertificates.ofJava().authorities().size() + 1);
        }
    }

    @Nested
    class A_file {
        @ParameterizedTest
        @ValueSource(strings = {"", "\n", "no certificate at all\n", "# only a comment\n"})
        void without_a_certificate_is_refused(String text) throws Exception {
            Files.writeString(file, text);

            assertRefused("contains no certificate");
        }

        @Test
        void with_other_content_is_refused() throws Exception {
            var pem = authority.pem();
            for (var text : List.of(
                    pem.replace("MII", "M!!"),
                    pem.substring(0, pem.length() / 2),
                    pem.substring(0, pem.indexOf("-----END")),
                    pem.replaceAll("\n[^\n]{64}\n", "\n"),
                    pem + "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEG\n-----END PRIVATE KEY-----\n")) {
                Files.writeString(file, text);

                assertRefused(text, "contains something that is not a certificate");
            }
        }

        @Test
        void that_is_missing_or_a_folder_is_refused() throws Exception {
            Files.delete(file);
            assertRefused("cannot be read");

            Files.createDirectory(file);
            assertRefused("cannot be read");
        }

        @Test
        @EnabledOnOs({OS.LINUX, OS.MAC})
        void that_is_a_device_is_refused_without_reading_it() throws Exception {
            Files.delete(file);
            Files.createSymbolicLink(file, Path.of("/dev/null"));

            assertRefused("is not a regular file");
        }

        @Test
        void without_an_end_is_refused() throws Exception {
            Files.writeString(file, "#".repeat(5 * 1024 * 1024));

            assertRefused("is larger than");
        }

        private void assertRefused(String why) {
            assertRefused("", why);
        }

        private void assertRefused(String text, String why) {
            var thrown = catchThrowableOfType(IdpException.class, () -> TrustedCertificates.ofJavaAnd(file));
            assertThat(thrown).as("a refusal of %s", text).isNotNull();
            var problem = thrown.problem();
            assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_CONFIGURATION);
            assertThat(problem.what()).contains(why);
            assertThat(problem.where()).isEqualTo(file.toString());
            assertThat(problem.fix()).contains("PEM", "--registry-ca FILE");
        }
    }
}
