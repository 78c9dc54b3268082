package io.meshcloud.idp.registry.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.registry.webhook.WebhookAuthentication.Hmac;
import io.meshcloud.idp.registry.webhook.WebhookAuthentication.PathToken;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Whatever comes of a delivery, neither our secrets nor what was shown instead is printed, logged or told. */
@Isolated("takes over the process's streams and logs")
class WebhookSecretsTest {
    private static final String OURS = "oursecret4711";
    private static final String SHOWN = "shown-secret-4712";

    private final List<String> told = new ArrayList<>();
    private final Handler handler = new Recorder(told);
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Level level = Level.INFO;

    @BeforeEach
    void listen() {
        var logs = Logger.getLogger("");
        level = logs.getLevel();
        logs.setLevel(Level.ALL);
        logs.addHandler(handler);
        var stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(stream);
        System.setErr(stream);
    }

    @AfterEach
    void stop() {
        System.setOut(out);
        System.setErr(err);
        Logger.getLogger("").removeHandler(handler);
        Logger.getLogger("").setLevel(level);
    }

    private static final class Recorder extends Handler {
        private final List<String> told;

        private Recorder(List<String> told) {
            this.told = told;
        }

        @Override
        public void publish(LogRecord entry) {
            told.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static List<WebhookAuthentication> authentications() {
        var secrets = List.of(WebhookSecret.of(OURS));
        return List.of(
                new WebhookAuthentication.AuthorizationHeader(secrets),
                new Hmac(secrets, "X-Hub-Signature-256"),
                new PathToken(secrets));
    }

    private void deliver(WebhookAuthentication authentication, String shown, String body) {
        var source = WebhookSource.of("a-registry", Samples.HOST, new HarborFormat(), authentication);
        var headers = Samples.headers(Map.of("Authorization", shown, "X-Hub-Signature-256", shown));
        var delivery = WebhookDelivery.of(headers, body.getBytes(StandardCharsets.UTF_8), shown);
        var answer = WebhookDecoder.decode(source, delivery);
        told.addAll(
                List.of(answer.toString(), source.toString(), delivery.toString(), headers.toString(), source.where()));
        if (answer instanceof WebhookAnswer.Refused refused) {
            told.addAll(List.of(refused.problem().what(), refused.problem().fix()));
        }
    }

    private void assertNoSecret() {
        told.add(printed.toString(StandardCharsets.UTF_8));
        assertThat(told)
                .hasSizeGreaterThan(5)
                .allSatisfy(text -> assertThat(text).doesNotContain(OURS, SHOWN).doesNotContain("4711", "4712"));
    }

    @Test
    void a_wrong_secret_is_not_told() {
        authentications().forEach(each -> deliver(each, SHOWN, "{}"));

        assertNoSecret();
    }

    @Test
    void a_right_one_is_not_told_whatever_the_body_is() {
        var push = Samples.text("harbor-2.16-push-artifact.json");
        // A bare word and a key that comes twice: the parser's own words would repeat them.
        var word = "{\"type\":" + OURS + "}";
        var twice = "{\"" + OURS + "\":1,\"" + OURS + "\":2}";
        for (var body : List.of(push, word, twice, "{\"type\":\"" + OURS, "")) {
            authentications().forEach(each -> deliver(each, OURS, body));
        }

        assertNoSecret();
    }
}
