package io.meshcloud.idp.registry.harbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.ApiAnswer;
import io.meshcloud.idp.registry.ManagementApi;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong with provisioning: no secret is printed, logged, or told in a problem or its causes. */
@Isolated("takes over the process's streams and logs")
class HarborSecretsTest extends ProvisioningTestCase {
    private final StringWriter said = new StringWriter();
    private final StringWriter logged = new StringWriter();
    private final Handler handler = new Recorder(logged);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private Level level = Level.INFO;

    @BeforeEach
    void listen() {
        var logs = Logger.getLogger("");
        level = logs.getLevel();
        logs.setLevel(Level.FINE);
        logs.addHandler(handler);
        var stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(stream);
        System.setErr(stream);
    }

    @AfterEach
    void stopListening() {
        System.setOut(out);
        System.setErr(err);
        Logger.getLogger("").removeHandler(handler);
        Logger.getLogger("").setLevel(level);
    }

    @Test
    void no_secret_is_told_when_all_goes_well() {
        said.append(provision().toString()).append(plan().toString()).append(handedOut.toString());
        said.append(provisioner().rotate(plan(), Duration.ZERO, handedOut::add).toString());
        said.append(provisioner().remains(APP).toString())
                .append(provisioner().accounts(APP).toString());

        assertThat(harbor.robots.secrets).hasSize(4);
        assertNoSecret();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 400, 401, 403, 404, 409, 412, 500})
    void no_secret_is_told_when_the_server_repeats_what_it_was_sent(int status) {
        harbor.first = request -> request.path().endsWith("/ping")
                ? null
                : FakeReply.text(status, "application/json", request.body() + request.authorization());

        attempt();

        assertNoSecret();
    }

    @ParameterizedTest
    @ValueSource(strings = {"projects", "immutabletagrules", "policies", "robots"})
    void no_secret_is_told_when_the_server_breaks_after_it_was_told_all(String thing) {
        harbor.first = request -> {
            if (request.method().equals("POST") && request.path().endsWith(thing)) {
                harbor.answer(request);
                return FakeReply.error(500, "INTERNAL");
            }
            return null;
        };

        attempt();

        assertNoSecret();
    }

    @Test
    void no_secret_is_told_when_a_new_accounts_answer_is_cut() {
        harbor.last = reply -> reply.body().contains("Robot-Secret")
                ? FakeReply.text(201, "application/json", reply.body().replace("}", ""))
                : reply;

        attempt();

        assertNoSecret();
    }

    @Test
    void an_answer_does_not_show_its_body() {
        provision();
        var api = ManagementApi.open(
                FakeHarbor.HOST, harbor.url(), config(FakeHarbor.admin(), Duration.ofSeconds(30)), clock, pauses::add);
        ApiAnswer answer = api.get(
                api.uri("/api/v2.0/projects/likvid-hello-prod/webhook/policies"), Map.of("X-Is-Resource-Name", "true"));

        assertThat(answer.body().toString()).contains(AUTHORIZATION.reveal());
        said.append(answer.toString());
        assertNoSecret();
    }

    private void attempt() {
        try {
            said.append(provision().toString());
        } catch (IdpException e) {
            e.printStackTrace(new PrintWriter(said));
            said.append(e.problem().what())
                    .append(e.problem().where())
                    .append(e.problem().fix());
        }
    }

    private void assertNoSecret() {
        var told = said + printed.toString(StandardCharsets.UTF_8) + logged;
        var basic =
                Base64.getEncoder().encodeToString(("admin:" + FakeHarbor.PASSWORD).getBytes(StandardCharsets.UTF_8));
        assertThat(said.toString()).isNotBlank();
        for (var secret :
                List.of(FakeHarbor.PASSWORD, basic, AUTHORIZATION.reveal(), "Robot-Secret", "Webhook-Secret")) {
            assertThat(told).doesNotContain(secret);
        }
    }

    private static final class Recorder extends Handler {
        private final StringWriter said;

        private Recorder(StringWriter said) {
            this.said = said;
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord entry) {
            // The fake's own log of what it received is not ours.
            if (!String.valueOf(entry.getLoggerName()).startsWith("com.sun.net.httpserver")) {
                said.append(entry.getMessage()).append('\n');
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
