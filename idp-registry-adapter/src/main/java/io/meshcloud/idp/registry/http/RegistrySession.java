package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.json.Json;
import java.io.InputStream;
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
 * Requests to one registry, with what it demands for them: nothing, a password or a token. A credential is looked for
 * when the registry demands one, and goes to the registry itself or to the token service that it names, nowhere else.
 */
public final class RegistrySession {
    private final RegistryHttp http;
    private final BearerTokens tokens;
    private final Supplier<Optional<Credential>> credentials;
    private volatile @Nullable Credential basic;

    RegistrySession(RegistryHttp http, BearerTokens tokens, Supplier<Optional<Credential>> credentials) {
        this.http = http;
        this.tokens = tokens;
        this.credentials = credentials;
    }

    /** With an HTTP client of its own. */
    public static RegistrySession open(RegistryProblems problems, RegistryConfig config, Clock clock, Pause pause) {
        var http = RegistryHttp.open(problems, config, pause, clock);
        var tokens = new BearerTokens(problems.base(), http, problems, clock);
        return new RegistrySession(http, tokens, () -> config.credentials().find(problems.host()));
    }

    /**
     * An answer.
     *
     * @param authorization what was shown for it
     */
    public record Outcome(HttpAnswer answer, Authorization authorization) {

        /** Where the credential was found that was shown; empty when none was. */
        public String used() {
            return authorization.origin;
        }
    }

    /** What was shown to the registry: a header, which nobody else gets to see, and where its credential was found. */
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

    public Outcome get(URI uri, String scope, String accept, int limit) {
        return request("GET", uri, scope, accept, limit);
    }

    /** The headers only. */
    public Outcome head(URI uri, String scope, String accept) {
        return request("HEAD", uri, scope, accept, 0);
    }

    /**
     * A body that is read while it comes.
     *
     * @param head what was answered, without a body
     * @param content empty unless the registry has it; the caller closes it
     */
    public record Opened(HttpAnswer head, Optional<InputStream> content, String used) {}

    public Opened open(URI uri, String scope, String accept) {
        return authorized(
                scope,
                authorization -> {
                    var opened = http.open(request(uri, authorization)
                            .setHeader("Accept", accept)
                            .build());
                    return new Opened(opened.head(), opened.content(), authorization.origin);
                },
                Opened::head);
    }

    /** Changes something, with a body that can be made again. */
    public Outcome change(
            String method, URI uri, String scope, Map<String, String> headers, Supplier<BodyPublisher> body) {
        return authorized(
                scope,
                authorization -> {
                    var request = request(uri, authorization).method(method, body.get());
                    headers.forEach(request::setHeader);
                    return new Outcome(http.sendChange(request.build(), Json.MAX_BYTES), authorization);
                },
                Outcome::answer);
    }

    /**
     * Sends a body that may take its time, once.
     *
     * @param authorization what the registry was satisfied with when the upload began: a token may be used up for all else
     * @param progress grows as long as the body goes on
     */
    public Outcome upload(URI uri, Authorization authorization, Supplier<BodyPublisher> body, LongSupplier progress) {
        var request = request(uri, authorization)
                .setHeader("Content-Type", "application/octet-stream")
                .PUT(body.get());
        return new Outcome(http.upload(request.build(), Json.MAX_BYTES, progress), authorization);
    }

    private Outcome request(String method, URI uri, String scope, String accept, int limit) {
        return authorized(
                scope,
                authorization -> {
                    var request = request(uri, authorization)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .setHeader("Accept", accept);
                    return new Outcome(http.follow(request.build(), limit), authorization);
                },
                Outcome::answer);
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

    /** With what is known to be demanded, and once more with what the registry demands then. */
    private <T> T authorized(String scope, Function<Authorization, T> sending, Function<T, HttpAnswer> head) {
        var first = sending.apply(current(scope));
        var answer = head.apply(first);
        if (answer.status() != 401 || answer.redirected()) {
            return first;
        }
        return authorize(Challenge.parse(answer.headers().allValues("WWW-Authenticate")), scope)
                .map(sending)
                .orElse(first);
    }

    private Optional<Authorization> authorize(List<Challenge> challenges, String scope) {
        var bearer = find(challenges, "bearer");
        var credential = bearer.isPresent() || find(challenges, "basic").isPresent()
                ? credentials.get()
                : Optional.<Credential>empty();
        if (bearer.isPresent()) {
            var header = tokens.renew(bearer.get(), scope, credential.orElse(null));
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
