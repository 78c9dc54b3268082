package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A registry's tokens, one for each scope, kept until they expire. The token service that a registry names gets our
 * credential, so it has to be reached by https; only a registry that is itself reached by http may name another.
 *
 * <p>Source: Distribution, "Token authentication" and "OAuth2 token authentication".
 */
public final class BearerTokens {
    private static final int MAX_ANSWER = 256 * 1024;
    private static final Duration DEFAULT_LIFETIME = Duration.ofSeconds(60);
    private static final Duration MAX_LIFETIME = Duration.ofHours(1);
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private record Token(String value, Instant until) {
        @Override
        public String toString() {
            return "Token[until " + until + "]";
        }
    }

    private final URI base;
    private final RegistryHttp http;
    private final RegistryProblems problems;
    private final Clock clock;
    private final ConcurrentMap<String, Token> tokens = new ConcurrentHashMap<>();

    public BearerTokens(URI base, RegistryHttp http, RegistryProblems problems, Clock clock) {
        this.base = base;
        this.http = http;
        this.problems = problems;
        this.clock = clock;
    }

    /** The value of an {@code Authorization} header, while the scope's token lasts. */
    Optional<String> current(String scope) {
        return Optional.ofNullable(tokens.get(scope))
                .filter(token -> token.until.isAfter(clock.instant()))
                .map(token -> "Bearer " + token.value);
    }

    /** Fetches a new token for the scope. */
    public String renew(Challenge challenge, String scope, @Nullable Credential credential) {
        tokens.remove(scope);
        var realm = realm(challenge);
        var parameters = challenge
                .parameter("service")
                .map(it -> field("service", it) + "&")
                .orElse("");
        // Several scopes: each a parameter of its own for the one way, one text for the other (RFC 6749, section 3.3).
        var request = credential != null && credential.isIdentityToken()
                ? exchange(realm, parameters + field("scope", scope), credential)
                : ask(
                        realm,
                        parameters
                                + Arrays.stream(scope.split(" "))
                                        .map(one -> field("scope", one))
                                        .collect(Collectors.joining("&")),
                        credential);
        var answer = http.send(request, MAX_ANSWER);
        if (answer.status() == 401 || answer.status() == 403) {
            throw problems.denied(realm, answer.status(), credential == null ? "" : credential.origin());
        }
        if (answer.status() != 200) {
            throw problems.fault(realm, "has a token service that answers with HTTP " + answer.status());
        }
        var token = token(realm, answer);
        tokens.put(scope, token);
        return "Bearer " + token.value;
    }

    private static HttpRequest ask(URI realm, String parameters, @Nullable Credential credential) {
        var query = realm.getRawQuery() == null ? "?" : "&";
        var request = RegistryHttp.request(URI.create(realm + query + parameters));
        if (credential != null) {
            request.setHeader("Authorization", credential.basic());
        }
        return request.build();
    }

    private static HttpRequest exchange(URI realm, String parameters, Credential credential) {
        var form = "grant_type=refresh_token&client_id=idp&" + parameters + "&"
                + field("refresh_token", credential.secret());
        return RegistryHttp.request(realm)
                .setHeader("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
    }

    private static String field(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private URI realm(Challenge challenge) {
        var text = challenge.parameter("realm").orElseThrow(() -> refusedRealm("without an address"));
        URI realm;
        try {
            realm = new URI(text);
        } catch (URISyntaxException e) {
            throw refusedRealm("at an address that is not a URL");
        }
        if (realm.getHost() == null || realm.getRawUserInfo() != null || realm.getRawFragment() != null) {
            throw refusedRealm("at an address that no server can have");
        }
        boolean plain = "http".equals(realm.getScheme()) && "http".equals(base.getScheme());
        if (!plain && !"https".equals(realm.getScheme())) {
            throw refusedRealm("that is not reached by https, and credentials do not go there");
        }
        return realm;
    }

    private IdpException refusedRealm(String why) {
        return problems.fault(base, "names a token service " + why);
    }

    private Token token(URI realm, HttpAnswer answer) {
        try {
            var json = Json.object(answer.body().orElseGet(() -> new byte[0]));
            var value = Json.text(json, "token")
                    .or(() -> Json.text(json, "access_token"))
                    .orElseThrow(() -> new MalformedException("holds no token"));
            if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new MalformedException("holds a token of characters that no header can carry");
            }
            var seconds = json.path("expires_in");
            var life = seconds.isIntegralNumber() && seconds.canConvertToInt() && seconds.intValue() > 0
                    ? Duration.ofSeconds(seconds.intValue())
                    : DEFAULT_LIFETIME;
            var counted = life.compareTo(MAX_LIFETIME) < 0 ? life : MAX_LIFETIME;
            return new Token(value, clock.instant().plus(counted).minus(MARGIN));
        } catch (MalformedException e) {
            throw problems.fault(realm, "has a token service whose answer " + e.why());
        }
    }
}
