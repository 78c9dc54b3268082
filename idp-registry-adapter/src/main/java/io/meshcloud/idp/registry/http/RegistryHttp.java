// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.config.RequestThrottle;
import io.meshcloud.idp.spi.network.ProxyServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * HTTP with limits: a deadline for the whole answer, caps on the size of headers and body, two more attempts within
 * five seconds when the server is busy, at most five redirects. A read is sent once more, on a new connection, if a
 * kept connection breaks or brings no answer. Every request is counted in the {@link Budget} of the question that it
 * belongs to. A redirected request never has credentials.
 */
public final class RegistryHttp {
    private static final int PROXY_AUTHENTICATION = 407;
    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_RETRIES = 2;
    private static final int MAX_ERROR_BODY = 64 * 1024;

    /** A registry may take long to store a blob after its last byte. */
    private static final int UPLOAD_IDLE_TIMEOUTS = 8;

    /** Fewer than for an upload, so that a copy between two registries names the one that stalled. */
    private static final int DOWNLOAD_IDLE_TIMEOUTS = 4;

    private static final int MAX_DELAY_DIGITS = 9;
    private static final int MAX_DATE = 40;
    private static final Duration RETRY_BUDGET = Duration.ofSeconds(5);
    private static final Duration FIRST_RETRY_DELAY = Duration.ofMillis(250);

    private final KeptConnections connections;
    private final Proxies proxies;
    private final Duration timeout;
    private final RegistryProblems problems;
    private final AllowedTargets targets;
    private final Pause pause;
    private final Clock clock;
    private final RequestThrottle throttle;
    private final Duration longestWait;

    private RegistryHttp(
            KeptConnections connections,
            Proxies proxies,
            Duration timeout,
            RegistryProblems problems,
            AllowedTargets targets,
            Pause pause,
            Clock clock,
            RequestThrottle throttle,
            Duration longestWait) {
        this.connections = connections;
        this.proxies = proxies;
        this.timeout = timeout;
        this.problems = problems;
        this.targets = targets;
        this.pause = pause;
        this.clock = clock;
        this.throttle = throttle;
        this.longestWait = longestWait;
    }

    /** Opens a client of its own, which follows no redirect and answers no challenge by itself. */
    public static RegistryHttp open(RegistryProblems problems, RegistryConfig config, Pause pause, Clock clock) {
        var proxies = new Proxies(config.proxies());
        var client = config.trusted()
                .applyTo(HttpClient.newBuilder())
                .connectTimeout(config.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(proxies);
        var targets = new AllowedTargets(problems.base(), config.redirectHosts(), problems, InetAddress::getAllByName);
        var informed = problems.withMappedHosts(config.urls().keySet());
        return new RegistryHttp(
                new KeptConnections(client),
                proxies,
                config.requestTimeout(),
                informed,
                targets,
                pause,
                clock,
                config.throttles().of(problems.host()),
                config.throttles().limits(problems.host()).longestWait());
    }

    /** How this client waits. */
    Pause pause() {
        return pause;
    }

    /** The longest time that a look waits for a registry that limits our requests. */
    Duration longestWait() {
        return longestWait;
    }

    /** Decides to which other servers the registry may send us. */
    AllowedTargets targets() {
        return targets;
    }

    static HttpRequest.Builder request(URI uri) {
        // Without TLS, the upgrade offer to HTTP/2 confuses old servers; with TLS, the version is negotiated before.
        boolean secure = "https".equals(uri.getScheme());
        return HttpRequest.newBuilder(uri)
                .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .setHeader("User-Agent", "idp");
    }

    /**
     * Sends a request and follows redirects. Redirected requests have the request's {@code Accept} header and no other.
     *
     * @throws IdpException {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_UNREACHABLE}, or
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_FAULT} for a redirect that is not allowed
     */
    HttpAnswer follow(Budget budget, HttpRequest request, int limit) {
        var accept = request.headers().firstValue("Accept");
        return followRedirects(send(budget, request, limit), Function.identity(), target -> {
            var redirected = request(target).method(request.method(), HttpRequest.BodyPublishers.noBody());
            accept.ifPresent(types -> redirected.setHeader("Accept", types));
            return send(budget, redirected.build(), limit).asRedirected();
        });
    }

    private <T> T followRedirects(T first, Function<? super T, HttpAnswer> head, Function<URI, T> request) {
        var last = first;
        for (int hops = 1; head.apply(last).isRedirect(); hops++) {
            var answer = head.apply(last);
            var target = targets.ofRedirect(answer);
            if (hops > MAX_REDIRECTS) {
                throw problems.fault(answer.uri(), "redirects more than " + MAX_REDIRECTS + " times");
            }
            last = request.apply(target);
        }
        return last;
    }

    /**
     * An answer whose body is read as a stream.
     *
     * @param head status and headers; the body only when there is no content
     * @param content absent unless the status is 200; the caller closes it
     */
    public record StreamedAnswer(HttpAnswer head, @Nullable InputStream content) {
        public Optional<InputStream> optionalContent() {
            return Optional.ofNullable(content);
        }
    }

    /** Requests a body of any size, and follows redirects. */
    StreamedAnswer openStream(Budget budget, HttpRequest request) {
        return followRedirects(
                openWithRetries(budget, request, false),
                StreamedAnswer::head,
                target -> openWithRetries(budget, request(target).build(), true));
    }

    private StreamedAnswer openWithRetries(Budget budget, HttpRequest request, boolean redirected) {
        return withRetries(
                request.uri(),
                () -> openOnce(budget, request, redirected),
                StreamedAnswer::head,
                HttpAnswer::isTransient);
    }

    private StreamedAnswer openOnce(Budget budget, HttpRequest request, boolean redirected) {
        var response = await(new Sending<>(budget, request, HttpResponse.BodyHandlers.ofInputStream(), () -> 0, 1));
        var content = new IdleTimeoutStream(
                response.body(), timeout.multipliedBy(DOWNLOAD_IDLE_TIMEOUTS), budget, System::nanoTime);
        try {
            var head =
                    checked(HttpAnswer.of(request.uri(), redirected, response.statusCode(), response.headers(), null));
            if (response.statusCode() == 200) {
                return new StreamedAnswer(head, content);
            }
            try (content) {
                var body = masked(content.readNBytes(MAX_ERROR_BODY), request);
                return new StreamedAnswer(head.withBody(body), null);
            }
        } catch (IOException e) {
            throw problems.transport(request.uri(), e);
        }
    }

    /**
     * Sends a body of any size, once.
     *
     * @param progress how much of the body was sent; the request times out when this stops growing
     */
    HttpAnswer upload(Budget budget, HttpRequest request, int limit, LongSupplier progress) {
        return answer(budget, request, limit, progress, UPLOAD_IDLE_TIMEOUTS);
    }

    /** Sends a request, with retries when the server is busy; a redirect is returned like any other answer. */
    HttpAnswer send(Budget budget, HttpRequest request, int limit) {
        return send(budget, request, limit, HttpAnswer::isTransient);
    }

    /**
     * Sends a request that changes something. Retries only if the server has certainly changed nothing: after 429, and
     * when it refuses a manifest because of a missing blob. Docker's registry loses sight of a blob for a moment while
     * somebody else pushes or mounts the same blob.
     */
    HttpAnswer sendChange(Budget budget, HttpRequest request, int limit) {
        return send(
                budget,
                request,
                limit,
                answer -> answer.status() == 429 || answer.errorCodes().contains("MANIFEST_BLOB_UNKNOWN"));
    }

    private HttpAnswer send(Budget budget, HttpRequest request, int limit, Predicate<HttpAnswer> isRetryable) {
        return withRetries(
                request.uri(), () -> answer(budget, request, limit, () -> 0, 1), Function.identity(), isRetryable);
    }

    private HttpAnswer answer(Budget budget, HttpRequest request, int limit, LongSupplier progress, int idleTimeouts) {
        var response = await(new Sending<>(budget, request, info -> new CappedBody(limit), progress, idleTimeouts));
        var body = response.body().orElse(null);
        // A longer body was received up to the limit.
        budget.addBytes(problems, request.uri(), body == null ? limit : body.length);
        var shown = body == null || response.statusCode() == 200 ? body : masked(body, request);
        return checked(HttpAnswer.of(request.uri(), false, response.statusCode(), response.headers(), shown));
    }

    /** The body without the secrets that were sent to the server or to the proxy: either of them may have answered. */
    private byte[] masked(byte[] body, HttpRequest request) {
        return SentSecrets.maskedIn(body, withProxyUser(request, proxies.of(request.uri())));
    }

    private HttpAnswer checked(HttpAnswer answer) {
        answer.tooLongHeader().ifPresent(name -> {
            throw problems.fault(
                    answer.uri(),
                    "sends a header " + name + " of more than " + HttpAnswer.MAX_HEADER_LENGTH + " characters");
        });
        return answer;
    }

    /**
     * How to send a request.
     *
     * @param progress how much of a body was sent or received
     * @param idleTimeouts how many timeouts in a row may pass without progress
     */
    private record Sending<T>(
            Budget budget,
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            LongSupplier progress,
            int idleTimeouts) {}

    /** Sends a request, and a read once more after a failure of a kept connection. */
    private <T> HttpResponse<T> await(Sending<T> sending) {
        var client = connections.current();
        boolean wasKept = client.hasAnswered();
        try {
            return await(client, sending);
        } catch (IdpException e) {
            boolean isUnanswered = e.getCause() instanceof TimeoutException;
            boolean isBroken = problems.isOfThisConnection(e);
            if (isUnanswered || isBroken) {
                connections.giveUp(client);
            }
            // A request that was not answered on a new connection has waited long enough.
            if (!isRead(sending.request) || !(isBroken || (isUnanswered && wasKept))) {
                throw e;
            }
        }
        return await(connections.current(), sending);
    }

    private static boolean isRead(HttpRequest request) {
        return request.method().equals("GET") || request.method().equals("HEAD");
    }

    /** The one place from which requests are sent. */
    private <T> HttpResponse<T> await(KeptConnections.Client client, Sending<T> sending) {
        enter(sending.request.uri());
        try {
            sending.budget.beforeRequest(problems, sending.request.uri());
            long start = System.nanoTime();
            try {
                return awaitCounted(client, sending, start);
            } finally {
                sending.budget.afterRequest(System.nanoTime() - start);
            }
        } finally {
            throttle.leave();
        }
    }

    private void enter(URI uri) {
        try {
            throttle.enter(pause::sleep);
        } catch (InterruptedException e) {
            throw interrupted(uri, e);
        }
    }

    private <T> HttpResponse<T> awaitCounted(KeptConnections.Client client, Sending<T> sending, long start) {
        var uri = sending.request.uri();
        var proxy = proxies.of(uri);
        var pending = client.send(withProxyUser(sending.request, proxy), sending.handler);
        int idle = 0;
        try {
            while (true) {
                long before = sending.progress.getAsLong();
                try {
                    var response = pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
                    // Without a tunnel, the response has no body at all.
                    if (response.statusCode() == PROXY_AUTHENTICATION && proxy.isPresent()) {
                        throw problems.proxyDenied(uri, proxy.get());
                    }
                    return response;
                } catch (TimeoutException e) {
                    sending.budget.duringRequest(problems, uri, System.nanoTime() - start);
                    idle = sending.progress.getAsLong() == before ? idle + 1 : 0;
                    if (idle == sending.idleTimeouts) {
                        long seconds = timeout.toSeconds() * sending.idleTimeouts;
                        throw problems.unreachable(
                                uri, "gave no whole answer within " + seconds + " s" + through(proxy), e);
                    }
                }
            }
        } catch (InterruptedException e) {
            throw interrupted(uri, e);
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw proxy.map(server -> problems.transport(uri, server, cause))
                    .orElseGet(() -> problems.transport(uri, cause));
        } finally {
            pending.cancel(true);
        }
    }

    private static String through(Optional<ProxyServer> proxy) {
        return proxy.map(server -> " through the proxy " + server).orElse("");
    }

    /** Java sends this header to the proxy only, also for a server with TLS. */
    private static HttpRequest withProxyUser(HttpRequest request, Optional<ProxyServer> proxy) {
        return proxy.flatMap(ProxyServer::authorization)
                .map(user -> HttpRequest.newBuilder(request, (name, value) -> true)
                        .setHeader("Proxy-Authorization", user)
                        .build())
                .orElse(request);
    }

    /** Retries as long as the answer is retryable and the delay that the registry asks for is within the budget. */
    private <T> T withRetries(
            URI uri, Supplier<T> sending, Function<? super T, HttpAnswer> head, Predicate<HttpAnswer> isRetryable) {
        var budget = RETRY_BUDGET;
        var defaultDelay = FIRST_RETRY_DELAY;
        for (int attempt = 0; ; attempt++) {
            var sent = sending.get();
            var answer = head.apply(sent);
            var delay = retryAfter(answer).orElse(defaultDelay);
            if (!isRetryable.test(answer) || attempt == MAX_RETRIES || delay.compareTo(budget) > 0) {
                return sent;
            }
            budget = budget.minus(delay);
            defaultDelay = defaultDelay.multipliedBy(4);
            sleep(uri, delay);
        }
    }

    private void sleep(URI uri, Duration delay) {
        try {
            pause.sleep(delay);
        } catch (InterruptedException e) {
            throw interrupted(uri, e);
        }
    }

    private IdpException interrupted(URI uri, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return problems.unreachable(uri, "did not answer before idp was stopped", cause);
    }

    private Optional<Duration> retryAfter(HttpAnswer answer) {
        var value = answer.header("Retry-After").strip();
        try {
            var seconds = Numbers.parse(value, MAX_DELAY_DIGITS);
            if (seconds.isPresent()) {
                return Optional.of(Duration.ofSeconds(seconds.getAsLong()));
            }
            if (!value.isEmpty() && value.length() <= MAX_DATE) {
                var until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                var delay = Duration.between(Instant.now(clock), until);
                return Optional.of(delay.isNegative() ? Duration.ZERO : delay);
            }
        } catch (DateTimeException e) {
            // Neither seconds nor a date: the default delay applies.
        }
        return Optional.empty();
    }
}
