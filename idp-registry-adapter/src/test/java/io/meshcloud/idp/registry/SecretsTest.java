// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.FakeRegistry.Request;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.distribution.DistributionImageRegistry;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.spi.network.ProxyVariables;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No failure with credentials prints, logs or shows a secret, also not in the causes of a problem. */
@Isolated("takes over the process's streams and logs")
class SecretsTest {
    private static final String PASSWORD = "pass-word-4711";
    private static final String TOKEN = "token-value-4712";
    private static final String SIGNATURE = "signature-4713";
    private static final Credential CI = new Credential("ci", PASSWORD, "a test");

    @TempDir
    Path root;

    private CapturedOutput captured;
    private FakeRegistry server;

    @BeforeEach
    void start() {
        server = new FakeRegistry(root);
        OciLayoutWriter.in(root, REPOSITORY).write(TAG, image(EARLY));
        captured = new CapturedOutput();
    }

    @AfterEach
    void stop() {
        captured.close();
        server.close();
    }

    /** The registry's answer to a request with the token. */
    private record Trouble(String name, Function<Request, @Nullable Reply> answer) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Trouble> troubles() {
        var echo = "{\"errors\":[{\"code\":\"X\",\"message\":\"" + TOKEN + "\"}]}";
        return List.of(
                new Trouble("none", request -> null),
                new Trouble("a denial", request -> Reply.of(403, "application/json", echo)),
                new Trouble("a fault", request -> Reply.of(500, "text/plain", request.authorization())),
                new Trouble(
                        "an echo", request -> Reply.of(200, "application/json", "{\"a\":" + request.authorization())),
                new Trouble(
                        "a lie",
                        request -> Reply.of(200, MediaTypes.OCI_MANIFEST, "{\"schemaVersion\":2}")
                                .with("Docker-Content-Digest", "sha256:x")),
                new Trouble("a bad redirect", request -> Reply.redirect("http://a.example/?x=" + SIGNATURE)),
                new Trouble(
                        "a signed redirect",
                        request -> request.path().equals("/s") ? null : Reply.redirect("/s?x=" + SIGNATURE)),
                new Trouble(
                        "an answer cut off",
                        request -> Reply.of(200, MediaTypes.OCI_MANIFEST, TOKEN).announcing(1000)));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void no_secret_is_shown_in(Trouble trouble) {
        server.answerFirst(request -> guard(request, trouble));

        resolve();

        assertThat(server.requests()).extracting(Request::authorization).contains(CI.basic(), "Bearer " + TOKEN);
        assertNoSecret();
    }

    @Test
    void no_secret_is_shown_when_the_token_service_repeats_it() {
        server.answerFirst(request -> request.path().equals("/token")
                ? Reply.of(200, "application/json", PASSWORD + request.authorization())
                : guard(request, new Trouble("none", shown -> null)));

        resolve();

        assertNoSecret();
    }

    @Test
    void no_identity_token_is_shown_when_the_token_service_repeats_it() {
        var identity = Credential.identityToken("identity/token+4714", "a test");
        server.answerFirst(request -> request.path().equals("/token")
                ? Reply.of(
                        403,
                        "application/json",
                        "{\"errors\":[{\"code\":\"X\",\"message\":\"" + identity.secret() + "\"}]}")
                : guard(request, new Trouble("none", shown -> null)));

        resolve(identity, ProxyVariables.none());

        captured.assertNothingOf(List.of(identity.secret()));
    }

    @Test
    void no_password_of_a_proxy_is_shown_when_the_proxy_repeats_it() {
        server.answerFirst(request -> Reply.of(403, "text/plain", PASSWORD));
        var proxy = "http://ci:" + PASSWORD + "@" + server.url().getAuthority();

        resolve(CI, new ProxyVariables(Map.of("http_proxy", proxy)));

        assertNoSecret();
    }

    @Test
    void types_with_a_secret_do_not_show_it() {
        var config =
                new RegistryConfig(Map.of(), host -> Optional.of(CI), Duration.ofSeconds(30), Duration.ofSeconds(30));
        captured.add(config + CI.toString());
        captured.add(CredentialSource.standard(Map.of("IDP_REGISTRY_R_EXAMPLE_PASSWORD", PASSWORD), root));

        assertNoSecret();
    }

    private @Nullable Reply guard(Request request, Trouble trouble) {
        if (request.path().equals("/token")) {
            return Reply.of(200, "application/json", "{\"token\":\"" + TOKEN + "\"}");
        }
        if (request.path().equals("/s") || request.authorization().equals("Bearer " + TOKEN)) {
            return trouble.answer.apply(request);
        }
        return Reply.error(401, "UNAUTHORIZED").with("WWW-Authenticate", "Bearer realm=\"" + server.url() + "/token\"");
    }

    private void resolve() {
        resolve(CI, ProxyVariables.none());
    }

    private void resolve(Credential credential, ProxyVariables proxies) {
        var config = new RegistryConfig(
                        Map.of(), host -> Optional.of(credential), Duration.ofSeconds(30), Duration.ofSeconds(30))
                .withProxies(proxies);
        var client = DistributionImageRegistry.open(Fixtures.HOST, server.url(), config, Clock.systemUTC(), time -> {});
        try {
            captured.add(client.resolve(REPOSITORY, TAG));
        } catch (IdpException e) {
            captured.add(e);
        }
    }

    private void assertNoSecret() {
        captured.assertNothingOf(List.of(PASSWORD, TOKEN, CI.basic().substring("Basic ".length())));
        // The JDK's debug log shows the URLs of requests with their signatures.
        assertThat(captured.output()).doesNotContain(SIGNATURE);
    }
}
