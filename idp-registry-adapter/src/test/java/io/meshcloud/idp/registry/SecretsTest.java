package io.meshcloud.idp.registry;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.FakeRegistry.Reply;
import io.meshcloud.idp.registry.FakeRegistry.Request;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong with credentials in play: no secret is printed, logged, or told in a problem or its causes. */
@Isolated("takes over the process's streams and logs")
class SecretsTest {
    private static final String PASSWORD = "pass-word-4711";
    private static final String TOKEN = "token-value-4712";
    private static final String SIGNATURE = "signature-4713";
    private static final Credential CI = new Credential("ci", PASSWORD, "a test");

    @TempDir
    Path root;

    private final StringWriter said = new StringWriter();
    private final StringWriter logged = new StringWriter();
    private final Handler handler = new Recorder(logged);
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private FakeRegistry server;
    private Level level = Level.INFO;

    @BeforeEach
    void start() {
        server = new FakeRegistry(root);
        OciLayoutWriter.in(root, REPOSITORY).write(TAG, image(EARLY));
        var logs = Logger.getLogger("");
        level = logs.getLevel();
        logs.setLevel(Level.FINE);
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
        server.close();
    }

    /** What the registry does once it has been shown the token. */
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
    void no_secret_is_told_in(Trouble trouble) {
        server.answerFirst(request -> guard(request, trouble));

        resolve();

        assertThat(server.requests()).extracting(Request::authorization).contains(CI.basic(), "Bearer " + TOKEN);
        assertNoSecret();
    }

    @Test
    void no_secret_is_told_when_the_token_service_repeats_it() {
        server.answerFirst(request -> request.path().equals("/token")
                ? Reply.of(200, "application/json", PASSWORD + request.authorization())
                : guard(request, new Trouble("none", shown -> null)));

        resolve();

        assertNoSecret();
    }

    @Test
    void the_parts_that_hold_a_secret_do_not_show_it() {
        var config =
                new RegistryConfig(Map.of(), host -> Optional.of(CI), Duration.ofSeconds(30), Duration.ofSeconds(30));
        said.append(config.toString()).append(CI.toString());
        said.append(CredentialSource.standard(Map.of("IDP_REGISTRY_R_EXAMPLE_PASSWORD", PASSWORD), root)
                .toString());

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
        var config =
                new RegistryConfig(Map.of(), host -> Optional.of(CI), Duration.ofSeconds(30), Duration.ofSeconds(30));
        var client = DistributionImageRegistry.open(Fixtures.HOST, server.url(), config, Clock.systemUTC(), time -> {});
        try {
            said.append(client.resolve(REPOSITORY, TAG).toString());
        } catch (IdpException e) {
            e.printStackTrace(new PrintWriter(said));
            said.append(e.problem().what())
                    .append(e.problem().where())
                    .append(e.problem().fix());
        }
    }

    private void assertNoSecret() {
        var told = said + printed.toString(StandardCharsets.UTF_8);
        assertThat(told).isNotBlank().doesNotContain(SIGNATURE);
        // The log goes down to the JDK's own debug lines, which show the address of a request but not its headers.
        for (var secret : List.of(PASSWORD, TOKEN, CI.basic().substring("Basic ".length()))) {
            assertThat(told + logged).doesNotContain(secret);
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
