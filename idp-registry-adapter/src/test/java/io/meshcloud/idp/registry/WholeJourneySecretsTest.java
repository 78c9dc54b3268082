// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.HOST;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.FakeRegistry.Request;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.distribution.DistributionImageRegistry;
import io.meshcloud.idp.registry.harbor.FakeHarbor;
import io.meshcloud.idp.registry.harbor.HarborDetector;
import io.meshcloud.idp.registry.harbor.HarborProvisioner;
import io.meshcloud.idp.registry.layout.OciLayoutWriter;
import io.meshcloud.idp.registry.webhook.WebhookAuthentication;
import io.meshcloud.idp.registry.webhook.WebhookDecoder;
import io.meshcloud.idp.registry.webhook.WebhookDelivery;
import io.meshcloud.idp.registry.webhook.WebhookFormat;
import io.meshcloud.idp.registry.webhook.WebhookSecret;
import io.meshcloud.idp.registry.webhook.WebhookSource;
import io.meshcloud.idp.spi.provisioning.RegistryPlan;
import io.meshcloud.idp.spi.provisioning.Secret;
import io.meshcloud.idp.spi.provisioning.WebhookTarget;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.Listing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Everything that the adapter does, with successful and with failing answers: no secret is printed, logged or shown.
 */
@Isolated("takes over the process's streams and logs")
class WholeJourneySecretsTest {
    private static final Credential CI = new Credential("ci", "pass-word-4711", "a test");
    private static final String TOKEN = "token-value-4712";
    private static final String WEBHOOK = "Bearer hook-secret-4713";
    private static final String SHOWN = "Bearer shown-secret-4714";
    private static final String PATH_TOKEN = "path-token-4715";
    private static final Clock CLOCK = Clock.fixed(EARLY, ZoneOffset.UTC);

    @TempDir
    private Path root;

    private final List<String> secrets = new ArrayList<>(List.of(
            CI.secret(),
            CI.basic().substring("Basic ".length()),
            TOKEN,
            WEBHOOK.substring("Bearer ".length()),
            SHOWN.substring("Bearer ".length()),
            PATH_TOKEN,
            FakeHarbor.PASSWORD,
            new Credential("admin", FakeHarbor.PASSWORD, "").basic().substring("Basic ".length())));

    private final List<String> handedOut = new ArrayList<>();

    @Test
    void no_secret_is_shown() {
        try (var captured = new CapturedOutput();
                var registry = new FakeRegistry(root);
                var harbor = new FakeHarbor(EARLY)) {
            OciLayoutWriter.in(root, REPOSITORY).write(TAG, image(EARLY));
            pull(captured, registry);
            provision(captured, harbor);
            deliver(captured);

            assertThat(handedOut).hasSizeGreaterThan(5).allMatch(secret -> secret.length() > 8);
            secrets.addAll(handedOut);
            captured.assertNothingOf(secrets);
        }
    }

    private static void attempt(CapturedOutput captured, Supplier<?> action) {
        try {
            captured.add(action.get());
        } catch (IdpException e) {
            captured.add(e);
        }
    }

    private void pull(CapturedOutput captured, FakeRegistry server) {
        for (var trouble : List.of(0, 401, 403, 404, 429, 500, 200)) {
            for (var path : List.of("/token", "/v2/")) {
                server.answerFirst(request -> trouble != 0 && request.path().startsWith(path)
                        ? Reply.of(trouble, "application/json", TOKEN + request.authorization() + request.query())
                        : guard(server, request));
                var config = RegistryConfig.of(List.of(), host -> Optional.of(CI));
                var client = DistributionImageRegistry.open(HOST, server.url(), config, CLOCK, time -> {});
                captured.add(config);
                attempt(captured, () -> client.resolve(REPOSITORY, TAG));
                client.list(List.of(new Wanted(REPOSITORY, null))).values().forEach(listing -> {
                    captured.add(listing);
                    if (listing instanceof Listing.Unavailable unavailable) {
                        captured.add(unavailable.problem().asException());
                    }
                });
            }
        }
        assertThat(server.requests()).extracting(Request::authorization).contains(CI.basic(), "Bearer " + TOKEN);
    }

    private static @Nullable Reply guard(FakeRegistry server, Request request) {
        if (request.path().equals("/token")) {
            return Reply.of(200, "application/json", "{\"token\":\"" + TOKEN + "\"}");
        }
        return request.authorization().equals("Bearer " + TOKEN)
                ? null
                : Reply.error(401, "UNAUTHORIZED")
                        .with("WWW-Authenticate", "Bearer realm=\"" + server.url() + "/token\"");
    }

    private void provision(CapturedOutput captured, FakeHarbor harbor) {
        var mapping = List.of(FakeHarbor.HOST + "=" + harbor.url());
        for (var broken : List.of("", "robots", "policies")) {
            for (var password : List.of("Wrong-Password-4716", FakeHarbor.PASSWORD)) {
                secrets.add(password);
                var admin = new Credential("admin", password, "a test");
                var config = RegistryConfig.of(mapping, host -> Optional.of(admin));
                var provisioner = new HarborProvisioner(new HarborDetector(config, CLOCK), CLOCK);
                var repository = new ImageRepository(FakeHarbor.HOST, "likvid-hello-prod/app" + broken);
                var target = new WebhookTarget("https://idp.example.tld/hooks/harbor", Secret.of(WEBHOOK));
                var plan = new RegistryPlan(repository, true, null, target, Duration.ofDays(90));
                if (!broken.isEmpty()) {
                    harbor.failOnce("POST", broken.equals("robots") ? "duration" : "targets");
                }
                captured.add(plan);
                attempt(
                        captured,
                        () -> provisioner.provision(plan, account -> {
                            handedOut.add(account.secret().reveal());
                            captured.add(account);
                        }));
                attempt(
                        captured,
                        () -> provisioner.rotate(plan, Duration.ZERO, account -> {
                            handedOut.add(account.secret().reveal());
                            captured.add(account);
                        }));
            }
        }
    }

    private static void deliver(CapturedOutput captured) {
        var ours = List.of(WebhookSecret.of(WEBHOOK));
        var byPath = List.of(WebhookSecret.of(PATH_TOKEN));
        for (var authentication : List.of(
                new WebhookAuthentication.AuthorizationHeader(ours),
                new WebhookAuthentication.Hmac(ours, "X-Hub-Signature-256"),
                new WebhookAuthentication.PathToken(byPath))) {
            for (var shown : List.of(WEBHOOK, SHOWN)) {
                for (var body : List.of("{\"events\":[]}", "{\"" + WEBHOOK + "\":" + PATH_TOKEN, "")) {
                    var format = WebhookFormat.named("distribution").orElseThrow();
                    var source = WebhookSource.of("a-registry", HOST, format, authentication);
                    var headers =
                            Map.of("Authorization", List.of(shown), "X-Hub-Signature-256", List.of("sha256=" + shown));
                    var bytes = body.getBytes(StandardCharsets.UTF_8);
                    var delivery = WebhookDelivery.of(headers, bytes, shown.equals(SHOWN) ? SHOWN : PATH_TOKEN);
                    captured.add(List.of(source, delivery));
                    WebhookDecoder.decode(source, delivery).match(decoded -> decoded, ignored -> ignored, refused -> {
                        captured.add(refused.problem().asException());
                        return refused;
                    });
                }
            }
        }
    }
}
