// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.registry.CapturedOutput;
import io.meshcloud.idp.registry.webhook.WebhookAuthentication.Hmac;
import io.meshcloud.idp.registry.webhook.WebhookAuthentication.PathToken;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** No outcome of a delivery prints, logs or returns our secrets or the wrong secret that was sent. */
@Isolated("takes over the process's streams and logs")
class WebhookSecretsTest {
    private static final String OURS = "oursecret4711";
    private static final String SHOWN = "shown-secret-4712";

    private CapturedOutput captured;

    @BeforeEach
    void listen() {
        captured = new CapturedOutput();
    }

    @AfterEach
    void stop() {
        captured.close();
    }

    private static List<WebhookAuthentication> authentications() {
        var secrets = List.of(WebhookSecret.of(OURS));
        return List.of(
                new WebhookAuthentication.AuthorizationHeader(secrets),
                new Hmac(secrets, "X-Hub-Signature-256"),
                new PathToken(secrets));
    }

    private void deliver(WebhookAuthentication authentication, String shown, String body) {
        var source = WebhookSource.of("a-registry", Samples.HOST, HarborFormat.any(), authentication);
        var headers = Samples.headers(Map.of("Authorization", shown, "X-Hub-Signature-256", shown));
        var delivery = WebhookDelivery.of(headers, body.getBytes(StandardCharsets.UTF_8), shown);
        var answer = WebhookDecoder.decode(source, delivery);
        captured.add(List.of(answer, source, delivery, source.where()));
        if (answer instanceof WebhookAnswer.RefusedDelivery refused) {
            captured.add(refused.problem().asException());
        }
    }

    private void assertNoSecret() {
        captured.assertNothingOf(List.of(OURS, SHOWN, "4711", "4712"));
    }

    @Test
    void a_wrong_secret_is_not_shown() {
        authentications().forEach(each -> deliver(each, SHOWN, "{}"));

        assertNoSecret();
    }

    @Test
    void a_valid_secret_is_not_shown_with_any_body() {
        var push = Samples.text("harbor-2.16-push-artifact.json");
        // A bare word and a duplicate key: the parser's own message would repeat them.
        var word = "{\"type\":" + OURS + "}";
        var twice = "{\"" + OURS + "\":1,\"" + OURS + "\":2}";
        for (var body : List.of(push, word, twice, "{\"type\":\"" + OURS, "")) {
            authentications().forEach(each -> deliver(each, OURS, body));
        }

        assertNoSecret();
    }
}
