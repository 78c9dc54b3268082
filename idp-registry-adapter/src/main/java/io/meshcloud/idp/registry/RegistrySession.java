package io.meshcloud.idp.registry;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one registry, with what it demands for them: nothing, a password or a token. A credential is looked for
 * when the registry demands one, and goes to the registry itself or to the token service that it names, nowhere else.
 */
final class RegistrySession {
    private final RegistryHttp http;
    private final BearerTokens tokens;
    private final Supplier<Optional<Credential>> credentials;
    private volatile @Nullable Credential basic;

    RegistrySession(RegistryHttp http, BearerTokens tokens, Supplier<Optional<Credential>> credentials) {
        this.http = http;
        this.tokens = tokens;
        this.credentials = credentials;
    }

    /**
     * An answer, and whose credential was shown for it.
     *
     * @param used where the credential was found; empty when none was shown
     */
    record Outcome(Answer answer, String used) {}

    Outcome get(URI uri, String scope, String accept, int limit) {
        return request("GET", uri, scope, accept, limit);
    }

    /** The headers only. */
    Outcome head(URI uri, String scope, String accept) {
        return request("HEAD", uri, scope, accept, 0);
    }

    private Outcome request(String method, URI uri, String scope, String accept, int limit) {
        var known = basic;
        var first = known == null
                ? new Authorization(tokens.current(scope).orElse(null), "")
                : new Authorization(known.basic(), known.origin());
        var answer = ask(method, uri, accept, first, limit);
        if (answer.status() != 401 || answer.redirected()) {
            return new Outcome(answer, first.origin);
        }
        var next = authorize(Challenge.parse(answer.headers().allValues("WWW-Authenticate")), scope);
        if (next.isEmpty()) {
            return new Outcome(answer, first.origin);
        }
        return new Outcome(ask(method, uri, accept, next.get(), limit), next.get().origin);
    }

    private Answer ask(String method, URI uri, String accept, Authorization authorization, int limit) {
        var request = RegistryHttp.request(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .setHeader("Accept", accept);
        if (authorization.header != null) {
            request.setHeader("Authorization", authorization.header);
        }
        return http.follow(request.build(), limit);
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

    private record Authorization(@Nullable String header, String origin) {
        @Override
        public String toString() {
            return "Authorization[" + origin + "]";
        }
    }
}
