// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.http.RegistryHttp.StreamedAnswer;
import io.meshcloud.idp.registry.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one registry, with the authentication that it demands: none, a password or a token. A credential is looked up
 * when the registry demands one, and sent only to the registry itself or to the token service that it names.
 */
public final class RegistrySession {
    private final RegistryHttp http;
    private final BearerTokens tokens;
    private final Supplier<Optional<Credential>> credentials;
    private volatile @Nullable Credential basic;

    private RegistrySession(RegistryHttp http, BearerTokens tokens, Supplier<Optional<Credential>> credentials) {
        this.http = http;
        this.tokens = tokens;
        this.credentials = credentials;
    }

    /** Opens a session with an HTTP client of its own. */
    public static RegistrySession open(RegistryProblems problems, RegistryConfig config, Clock clock, Pause pause) {
        var http = RegistryHttp.open(problems, config, pause, clock);
        var tokens = new BearerTokens(problems.base(), http, problems, clock);
        return new RegistrySession(http, tokens, () -> config.credential(problems.host()));
    }

    /**
     * An answer and the authorization of its request.
     *
     * @param <A> {@link HttpAnswer} or {@link StreamedAnswer}
     */
    public record Outcome<A>(A answer, Authorization authorization) {

        /** Where the credential of the request was found; empty when the request had none. */
        public String credentialOrigin() {
            return authorization.origin;
        }
    }

    /** The authorization of a request: a header, which is never shown, and where its credential was found. */
    public static final class Authorization {
        private final @Nullable String header;
        private final String origin;

        private Authorization(@Nullable String header, String origin) {
            this.header = header;
            this.origin = origin;
        }

        @Override
        public String toString() {
            return "Authorization[" + origin + "]";
        }
    }

    /**
     * @param budget that of the question which the request belongs to
     * @param accept the accepted media types
     * @param limit the maximum size of the body in bytes
     */
    public Outcome<HttpAnswer> get(Budget budget, URI uri, String scope, String accept, int limit) {
        return request(budget, "GET", uri, scope, accept, limit);
    }

    /** Reads the headers only. */
    public Outcome<HttpAnswer> head(Budget budget, URI uri, String scope, String accept) {
        return request(budget, "HEAD", uri, scope, accept, 0);
    }

    /** Reads a body of any size as a stream. */
    public Outcome<StreamedAnswer> openStream(Budget budget, URI uri, String scope, String accept) {
        return authorized(
                budget,
                scope,
                authorization -> http.openStream(
                        budget,
                        request(uri, authorization).setHeader("Accept", accept).build()),
                StreamedAnswer::head);
    }

    /**
     * Sends a request that changes something.
     *
     * @param body creates the body, once for each attempt
     */
    public Outcome<HttpAnswer> change(
            Budget budget,
            String method,
            URI uri,
            String scope,
            Map<String, String> headers,
            Supplier<BodyPublisher> body) {
        return authorized(
                budget,
                scope,
                authorization -> {
                    var request = request(uri, authorization).method(method, body.get());
                    headers.forEach(request::setHeader);
                    return http.sendChange(budget, request.build(), Json.MAX_BYTES);
                },
                Function.identity());
    }

    /**
     * Sends a body of any size, once.
     *
     * @param authorization the one with which the registry began the upload: its token may be valid for this upload
     *     only
     * @param progress the number of bytes sent so far
     */
    public Outcome<HttpAnswer> upload(
            Budget budget, URI uri, Authorization authorization, Supplier<BodyPublisher> body, LongSupplier progress) {
        var request = request(uri, authorization)
                .setHeader("Content-Type", "application/octet-stream")
                .PUT(body.get());
        return new Outcome<>(http.upload(budget, request.build(), Json.MAX_BYTES, progress), authorization);
    }

    private Outcome<HttpAnswer> request(Budget budget, String method, URI uri, String scope, String accept, int limit) {
        return authorized(
                budget,
                scope,
                authorization -> {
                    var request = request(uri, authorization)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .setHeader("Accept", accept);
                    return http.follow(budget, request.build(), limit);
                },
                Function.identity());
    }

    private static HttpRequest.Builder request(URI uri, Authorization authorization) {
        var request = RegistryHttp.request(uri);
        if (authorization.header != null) {
            request.setHeader("Authorization", authorization.header);
        }
        return request;
    }

    private Authorization current(String scope) {
        var known = basic;
        return known == null
                ? new Authorization(tokens.current(scope).orElse(null), "")
                : new Authorization(known.basic(), known.origin());
    }

    /** Sends a request with the last authorization, and once more with a new one if the registry demands it. */
    private <A> Outcome<A> authorized(
            Budget budget, String scope, Function<Authorization, A> sending, Function<? super A, HttpAnswer> head) {
        var known = current(scope);
        var first = new Outcome<>(sending.apply(known), known);
        var answer = head.apply(first.answer());
        if (answer.status() != 401 || answer.isRedirected()) {
            return first;
        }
        return authorize(budget, Challenge.parse(answer.headers("WWW-Authenticate")), scope)
                .map(authorization -> new Outcome<>(sending.apply(authorization), authorization))
                .orElse(first);
    }

    private Optional<Authorization> authorize(Budget budget, List<Challenge> challenges, String scope) {
        var bearer = find(challenges, "bearer");
        var credential = bearer.isPresent() || find(challenges, "basic").isPresent()
                ? credentials.get()
                : Optional.<Credential>empty();
        if (bearer.isPresent()) {
            var header = tokens.renew(budget, bearer.get(), scope, credential.orElse(null));
            return Optional.of(
                    new Authorization(header, credential.map(Credential::origin).orElse("")));
        }
        return credential.filter(found -> !found.isIdentityToken()).map(found -> {
            basic = found;
            return new Authorization(found.basic(), found.origin());
        });
    }

    private static Optional<Challenge> find(List<Challenge> challenges, String scheme) {
        return challenges.stream()
                .filter(challenge -> challenge.scheme().equals(scheme))
                .findFirst();
    }
}
