package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.config.RegistryConfig;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * HTTP with limits: a deadline for the whole answer, a cap on its size, two more attempts within five seconds when the
 * server is busy, at most five redirects. A redirect never takes a credential along.
 */
public final class RegistryHttp {
    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_RETRIES = 2;
    private static final int MAX_REFUSAL = 64 * 1024;

    /** A registry may take its time to store what it has got. */
    private static final int UPLOAD_IDLE_TIMEOUTS = 8;

    /** Less than that, so that of two registries the one that has stopped is named. */
    private static final int DOWNLOAD_IDLE_TIMEOUTS = 4;

    private static final Duration RETRY_BUDGET = Duration.ofSeconds(5);
    private static final Duration FIRST_WAIT = Duration.ofMillis(250);

    private final HttpClient client;
    private final Duration timeout;
    private final RegistryProblems problems;
    private final Redirects redirects;
    private final Pause pause;
    private final Clock clock;

    private RegistryHttp(
            HttpClient client,
            Duration timeout,
            RegistryProblems problems,
            Redirects redirects,
            Pause pause,
            Clock clock) {
        this.client = client;
        this.timeout = timeout;
        this.problems = problems;
        this.redirects = redirects;
        this.pause = pause;
        this.clock = clock;
    }

    /** With a client of its own, which never follows a redirect or answers a challenge by itself. */
    public static RegistryHttp open(RegistryProblems problems, RegistryConfig config, Pause pause, Clock clock) {
        var client = config.trusted()
                .setFor(HttpClient.newBuilder())
                .connectTimeout(config.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        var redirects = new Redirects(problems.base(), config.redirectHosts(), problems, InetAddress::getAllByName);
        var informed = problems.among(config.urls().keySet());
        return new RegistryHttp(client, config.requestTimeout(), informed, redirects, pause, clock);
    }

    static HttpRequest.Builder request(URI uri) {
        // The offer to switch to HTTP/2 on a plain connection confuses old servers; over TLS it is agreed on before.
        boolean secure = "https".equals(uri.getScheme());
        return HttpRequest.newBuilder(uri)
                .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .setHeader("User-Agent", "idp");
    }

    /**
     * Sends a request and, while the answer is a redirect, plain requests to where it leads.
     *
     * @throws IdpException {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_UNREACHABLE}, or
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#REGISTRY_FAULT} for a redirect that leads astray
     */
    HttpAnswer follow(HttpRequest request, int limit) {
        var answer = send(request, limit);
        var accept = request.headers().firstValue("Accept");
        for (int hops = 1; answer.isRedirect(); hops++) {
            var next = redirects.target(answer);
            if (hops > MAX_REDIRECTS) {
                throw problems.fault(answer.uri(), "redirects more than " + MAX_REDIRECTS + " times");
            }
            var plain = request(next);
            plain.method(request.method(), HttpRequest.BodyPublishers.noBody());
            accept.ifPresent(types -> plain.setHeader("Accept", types));
            var last = send(plain.build(), limit);
            answer = new HttpAnswer(last.uri(), true, last.status(), last.headers(), last.body());
        }
        return answer;
    }

    /**
     * A body that is read while it comes.
     *
     * @param content empty unless the server has it
     */
    public record Opened(HttpAnswer head, Optional<InputStream> content) {}

    /** Asks for a body of any size, and for it again where a redirect leads. */
    public Opened open(HttpRequest request) {
        var opened = openWithRetries(request, false);
        for (int hops = 1; opened.head().isRedirect(); hops++) {
            var next = redirects.target(opened.head());
            if (hops > MAX_REDIRECTS) {
                throw problems.fault(opened.head().uri(), "redirects more than " + MAX_REDIRECTS + " times");
            }
            opened = openWithRetries(request(next).build(), true);
        }
        return opened;
    }

    private Opened openWithRetries(HttpRequest request, boolean redirected) {
        return withRetries(request.uri(), () -> openOnce(request, redirected), Opened::head, HttpAnswer::isTransient);
    }

    private Opened openOnce(HttpRequest request, boolean redirected) {
        var pending = client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        var response = await(pending, request.uri(), () -> 0, 1);
        var head =
                new HttpAnswer(request.uri(), redirected, response.statusCode(), response.headers(), Optional.empty());
        var content = new IdleTimeoutStream(response.body(), timeout.multipliedBy(DOWNLOAD_IDLE_TIMEOUTS));
        if (response.statusCode() == 200) {
            return new Opened(head, Optional.of(content));
        }
        try (var body = content) {
            var told = Optional.of(body.readNBytes(MAX_REFUSAL));
            return new Opened(
                    new HttpAnswer(head.uri(), redirected, head.status(), head.headers(), told), Optional.empty());
        } catch (IOException e) {
            throw problems.transport(request.uri(), e);
        }
    }

    /**
     * Sends a body that may take its time, once.
     *
     * @param progress how much of it has gone; while it grows nobody gives up
     */
    HttpAnswer upload(HttpRequest request, int limit, LongSupplier progress) {
        var response = await(
                client.sendAsync(request, info -> new CappedBody(limit)),
                request.uri(),
                progress,
                UPLOAD_IDLE_TIMEOUTS);
        return new HttpAnswer(request.uri(), false, response.statusCode(), response.headers(), response.body());
    }

    /**
     * @param patience how many timeouts in a row may pass without progress
     */
    private <T> HttpResponse<T> await(
            CompletableFuture<HttpResponse<T>> pending, URI uri, LongSupplier progress, int patience) {
        int idle = 0;
        while (true) {
            long before = progress.getAsLong();
            try {
                return pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                idle = progress.getAsLong() == before ? idle + 1 : 0;
                if (idle == patience) {
                    pending.cancel(true);
                    throw problems.unreachable(uri, "did not go on within " + timeout.toSeconds() * patience + " s", e);
                }
            } catch (InterruptedException e) {
                pending.cancel(true);
                Thread.currentThread().interrupt();
                throw problems.unreachable(uri, "was not waited for: idp is being stopped", e);
            } catch (ExecutionException e) {
                throw problems.transport(uri, e.getCause() == null ? e : e.getCause());
            }
        }
    }

    /** Sends a request, again when the server is busy; a redirect is an answer like any other. */
    HttpAnswer send(HttpRequest request, int limit) {
        return send(request, limit, HttpAnswer::isTransient);
    }

    /** Sends a request that changes something: again only when the server says that it has not looked at it. */
    HttpAnswer sendChange(HttpRequest request, int limit) {
        return send(request, limit, answer -> answer.status() == 429);
    }

    private HttpAnswer send(HttpRequest request, int limit, Predicate<HttpAnswer> isTransient) {
        return withRetries(request.uri(), () -> once(request, limit), Function.identity(), isTransient);
    }

    /** Tries again as long as the trouble is passing and the registry does not want us to wait too long. */
    private <T> T withRetries(
            URI uri, Supplier<T> sending, Function<? super T, HttpAnswer> head, Predicate<HttpAnswer> isTransient) {
        var left = RETRY_BUDGET;
        var usual = FIRST_WAIT;
        for (int attempt = 0; ; attempt++) {
            var sent = sending.get();
            var answer = head.apply(sent);
            var wait = retryAfter(answer).orElse(usual);
            if (!isTransient.test(answer) || attempt == MAX_RETRIES || wait.compareTo(left) > 0) {
                return sent;
            }
            left = left.minus(wait);
            usual = usual.multipliedBy(4);
            sleep(uri, wait);
        }
    }

    private HttpAnswer once(HttpRequest request, int limit) {
        var pending = client.sendAsync(request, info -> new CappedBody(limit));
        try {
            var response = pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new HttpAnswer(request.uri(), false, response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            throw problems.unreachable(request.uri(), "gave no whole answer within " + timeout.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problems.unreachable(request.uri(), "was not waited for: idp is being stopped", e);
        } catch (ExecutionException e) {
            throw problems.transport(request.uri(), e.getCause() == null ? e : e.getCause());
        } finally {
            pending.cancel(true);
        }
    }

    private void sleep(URI uri, Duration wait) {
        try {
            pause.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw problems.unreachable(uri, "was not waited for: idp is being stopped", e);
        }
    }

    private Optional<Duration> retryAfter(HttpAnswer answer) {
        var value = answer.header("Retry-After").strip();
        try {
            if (value.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
            }
            if (!value.isEmpty()) {
                var until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                var wait = Duration.between(Instant.now(clock), until);
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
            }
        } catch (DateTimeException e) {
            // Not a date: the usual wait is as good as any.
        }
        return Optional.empty();
    }
}
