// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.meshcloud.idp.core.push.PushOutcome;
import io.meshcloud.idp.core.push.PushService;
import io.meshcloud.idp.registry.webhook.WebhookAnswer;
import io.meshcloud.idp.registry.webhook.WebhookAuthentication;
import io.meshcloud.idp.registry.webhook.WebhookDecoder;
import io.meshcloud.idp.registry.webhook.WebhookDelivery;
import io.meshcloud.idp.registry.webhook.WebhookFormat;
import io.meshcloud.idp.registry.webhook.WebhookSecret;
import io.meshcloud.idp.registry.webhook.WebhookSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Takes a registry's notifications: each is decoded, followed, and answered when that is done. */
public final class NotificationReceiver implements AutoCloseable {
    public static final String SECRET = "Bearer hook-secret-4711";

    private static final long PATIENCE_SECONDS = 60;

    /** One delivery and its outcomes. */
    record Taken(String body, WebhookAnswer answer, List<PushOutcome> outcomes) {
        boolean isAction(String action) {
            return body.contains("\"action\": \"" + action + "\"");
        }

        boolean isOf(String mediaType) {
            return body.contains("\"mediaType\": \"" + mediaType + "\"");
        }
    }

    private final WebhookSource source;
    private final Supplier<PushService> pushes;
    private final HttpServer server;
    private final BlockingQueue<Taken> taken = new LinkedBlockingQueue<>();

    /**
     * @param host of the registry, as references have it
     * @param pushes supplies the service that handles the pushes, at the first push
     */
    public NotificationReceiver(String host, Supplier<PushService> pushes) throws IOException {
        this.source = WebhookSource.of(
                "a-registry",
                host,
                WebhookFormat.named("distribution").orElseThrow(),
                new WebhookAuthentication.AuthorizationHeader(List.of(WebhookSecret.of(SECRET))));
        this.pushes = pushes;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    /** The lines for the registry's configuration. */
    public String settings(String authorization) {
        return """
                notifications:
                  endpoints:
                    - name: idp
                      url: http://127.0.0.1:%d/hooks
                      headers: {Authorization: ["%s"]}
                      timeout: 30s
                      threshold: 3
                      backoff: 1s
                """.formatted(server.getAddress().getPort(), authorization);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var headers = exchange.getRequestHeaders();
            var delivery = WebhookDelivery.read(source, headers, new ByteArrayInputStream(body), null);
            var answer = WebhookDecoder.decode(source, delivery);
            List<PushOutcome> outcomes = answer.match(
                    decoded -> decoded.pushes().stream()
                            .map(push -> pushes.get().pushed(push))
                            .toList(),
                    ignored -> List.of(),
                    refused -> List.of());
            exchange.sendResponseHeaders(answer instanceof WebhookAnswer.RefusedDelivery ? 401 : 200, -1);
            taken.add(new Taken(new String(body, StandardCharsets.UTF_8), answer, outcomes));
        }
    }

    /** The next wanted delivery. Drops the deliveries before it; fails if one of them may not be dropped. */
    Taken next(Predicate<Taken> wanted, Predicate<Taken> dropped) throws InterruptedException {
        while (true) {
            var one = taken.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(one).as("a delivery").isNotNull();
            if (wanted.test(one)) {
                return one;
            }
            assertThat(one).as("what comes before").matches(dropped);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
