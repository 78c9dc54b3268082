// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.http.RegistryHttp.StreamedAnswer;
import io.meshcloud.idp.registry.json.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one registry, with the authentication that it demands: none, a password or a token. A credential is
 * looked up when the registry demands one, and sent only to the registry itself or to the token service that it names.
 * When it is refused (HTTP 401 or 403), its source is asked once more, and another credential is tried.
 */
public final class RegistrySession {
    private final RegistryHttp http;
    private final BearerTokens tokens;
    private final KnownCredentials credentials;
    private volatile boolean demandsPassword;

    private RegistrySession(RegistryHttp http, BearerTokens tokens, KnownCredentials credentials) {
        this.http = http;
        this.tokens = tokens;
        this.credentials = credentials;
    }

    /** Opens a session with an HTTP client of its own. */
    public static RegistrySession open(RegistryProblems problems, RegistryConfig config, Clock clock, Pause pause) {
        var http = RegistryHttp.open(problems, config, pause, clock);
        var tokens = new BearerTokens(problems.base(), http, problems, clock);
        return new RegistrySession(http, tokens, new KnownCredentials(config));
    }

    /** How to wait for this registry. */
    public Pause pause() {
        return http.pause();
    }

    /** The longest time that a look waits for this registry if it limits our requests. */
    public Duration longestWait() {
        return http.longestWait();
    }

    /**
     * An answer and the authorization of its request.
     *
     * @param <A> {@link HttpAnswer} or {@link StreamedAnswer}
     */
    public record Outcome<A>(A answer, Authorization authorization) {

        /** Where the credential of the request was found; empty when the request had none. */
        public String credentialOrigin() {
            return authorization.origin();
        }
    }

    /** The authorization of a request: a header, which is never shown, and where its credential was found. */
    public static final class Authorization {
        private static final Authorization NONE = new Authorization(null, null);

        private final @Nullable String header;
        private final @Nullable Credential credential;

        private Authorization(@Nullable String header, @Nullable Credential credential) {
            this.header = header;
            this.credential = credential;
        }

        private static Authorization password(Credential credential) {
            return new Authorization(credential.basic(), credential);
        }

        private static Authorization token(BearerTokens.Token token) {
            return new Authorization(token.header(), token.credential());
        }

        private String origin() {
            return credential == null ? "" : credential.origin();
        }

        @Override
        public String toString() {
            return "Authorization[" + origin() + "]";
        }
    }

    /**
     * @param budget that of the question which the request belongs to
     * @param accept the accepted media types
     * @param limit the maximum size of the body in bytes
     */
    public Outcome<HttpAnswer> get(Budget budget, URI uri, Scope scope, String accept, int limit) {
        return request(budget, "GET", uri, scope, accept, limit);
    }

    /** Reads the headers only. */
    public Outcome<HttpAnswer> head(Budget budget, URI uri, Scope scope, String accept) {
        return request(budget, "HEAD", uri, scope, accept, 0);
    }

    /** Reads a body of any size as a stream. */
    public Outcome<StreamedAnswer> openStream(Budget budget, URI uri, Scope scope, String accept) {
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
            Scope scope,
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

    private Outcome<HttpAnswer> request(Budget budget, String method, URI uri, Scope scope, String accept, int limit) {
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

    private Authorization current(Scope scope) {
        return demandsPassword
                ? password(scope).map(Authorization::password).orElse(Authorization.NONE)
                : tokens.current(scope).map(Authorization::token).orElse(Authorization.NONE);
    }

    private Optional<Credential> password(Scope scope) {
        return credentials.of(scope.repository()).filter(credential -> !credential.isIdentityToken());
    }

    /**
     * Sends a request with the last authorization, once more with the one that the registry demands, and once more if
     * the source of a refused credential has another one by now.
     */
    private <A> Outcome<A> authorized(
            Budget budget, Scope scope, Function<Authorization, A> sending, Function<? super A, HttpAnswer> head) {
        var known = current(scope);
        var last = new Outcome<>(sending.apply(known), known);
        var challenges = challenges(head.apply(last.answer()));
        if (!challenges.isEmpty() && !(demandsPassword && known.credential != null)) {
            var demanded = authorize(budget, challenges, scope);
            if (demanded.isPresent()) {
                last = new Outcome<>(sending.apply(demanded.get()), demanded.get());
            }
        }
        var refused = last.authorization().credential;
        if (refused == null || !isRefusal(head.apply(last.answer()))) {
            return last;
        }
        var first = last;
        return credentials
                .renewed(scope.repository(), refused)
                .flatMap(credential -> authorize(budget, scope, credential))
                .map(authorization -> new Outcome<>(sending.apply(authorization), authorization))
                .orElse(first);
    }

    private static boolean isRefusal(HttpAnswer answer) {
        return !answer.isRedirected() && (answer.status() == 401 || answer.status() == 403);
    }

    private static List<Challenge> challenges(HttpAnswer answer) {
        return answer.status() == 401 && !answer.isRedirected()
                ? Challenge.parse(answer.headers("WWW-Authenticate"))
                : List.of();
    }

    /** The authorization that a registry demands; empty without a credential for it. */
    private Optional<Authorization> authorize(Budget budget, List<Challenge> challenges, Scope scope) {
        var bearer = find(challenges, "bearer");
        if (bearer.isPresent()) {
            return Optional.of(Authorization.token(token(budget, bearer.get(), scope)));
        }
        if (find(challenges, "basic").isEmpty()) {
            return Optional.empty();
        }
        var password = password(scope);
        demandsPassword |= password.isPresent();
        return password.map(Authorization::password);
    }

    /** The authorization with another credential than before, in the way that the registry demanded before. */
    private Optional<Authorization> authorize(Budget budget, Scope scope, Credential credential) {
        if (demandsPassword) {
            return Optional.of(credential)
                    .filter(found -> !found.isIdentityToken())
                    .map(Authorization::password);
        }
        return tokens.current(scope)
                .map(token -> Authorization.token(tokens.renew(budget, token.challenge(), scope, credential)));
    }

    private BearerTokens.Token token(Budget budget, Challenge challenge, Scope scope) {
        var credential = credentials.of(scope.repository());
        try {
            return tokens.renew(budget, challenge, scope, credential.orElse(null));
        } catch (IdpException e) {
            var renewed = e.problem().code() == ProblemCode.REGISTRY_DENIED
                    ? credential.flatMap(refused -> credentials.renewed(scope.repository(), refused))
                    : Optional.<Credential>empty();
            if (renewed.isEmpty()) {
                throw e;
            }
            return tokens.renew(budget, challenge, scope, renewed.get());
        }
    }

    private static Optional<Challenge> find(List<Challenge> challenges, String scheme) {
        return challenges.stream()
                .filter(challenge -> challenge.scheme().equals(scheme))
                .findFirst();
    }
}
