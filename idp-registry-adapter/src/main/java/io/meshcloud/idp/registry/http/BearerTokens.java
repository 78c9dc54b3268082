// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fetches and keeps a registry's tokens, one for each scope, until they expire. The token service that a registry names
 * gets the credential, so its address must be one of the {@link AllowedTargets}.
 *
 * <p>Source: Distribution, "Token authentication" and "OAuth2 token authentication".
 */
public final class BearerTokens {
    private static final int MAX_ANSWER = 256 * 1024;
    private static final Duration DEFAULT_LIFETIME = Duration.ofSeconds(60);
    private static final Duration MAX_LIFETIME = Duration.ofHours(1);
    private static final Duration EXPIRY_MARGIN = Duration.ofSeconds(10);

    /**
     * @param credential absent for an anonymous token
     */
    public record Token(
            String value,
            Instant expires,
            Challenge challenge,
            @Nullable Credential credential) {
        /** The value of an {@code Authorization} header. */
        String header() {
            return "Bearer " + value;
        }

        @Override
        public String toString() {
            return "Token[expires " + expires + "]";
        }
    }

    private static final int MAX_TOKEN = 64 * 1024;

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

    /** Empty when the scope has no token that is still valid. */
    Optional<Token> current(Scope scope) {
        return Optional.ofNullable(tokens.get(scope.text())).filter(token -> token.expires.isAfter(clock.instant()));
    }

    /**
     * Fetches a new token for the scope. The last one stays in use until then: other threads that already have a newer
     * one than this caller would otherwise be challenged again.
     *
     * @param credential absent for an anonymous token
     */
    public Token renew(Budget budget, Challenge challenge, Scope scope, @Nullable Credential credential) {
        var realm = http.targets()
                .ofTokenService(challenge
                        .parameter("realm")
                        .orElseThrow(() -> problems.fault(base, "names a token service without an address")));
        var parameters = challenge
                .parameter("service")
                .map(it -> field("service", it) + "&")
                .orElse("");
        // OAuth 2.0 has all scopes in one parameter (RFC 6749, section 3.3), the other request has one for each.
        var request = credential != null && credential.isIdentityToken()
                ? refreshTokenRequest(realm, parameters + field("scope", scope.text()), credential)
                : tokenRequest(
                        realm,
                        parameters
                                + Arrays.stream(scope.text().split(" "))
                                        .map(each -> field("scope", each))
                                        .collect(Collectors.joining("&")),
                        credential);
        var answer = http.send(budget, request, MAX_ANSWER);
        if (answer.status() == 401 || answer.status() == 403) {
            throw problems.unexpectedStatus(
                    credential == null ? answer : without(answer, credential.secret()),
                    credential == null ? "" : credential.origin());
        }
        if (answer.status() != 200) {
            throw problems.fault(realm, "has a token service that answers with HTTP " + answer.status());
        }
        var token = token(realm, answer, challenge, credential);
        tokens.put(scope.text(), token);
        return token;
    }

    /** An identity token is in the body of the request, so the answer to the request does not mask it. */
    private static HttpAnswer without(HttpAnswer answer, String secret) {
        var sent = Set.copyOf(List.of(secret, URLEncoder.encode(secret, StandardCharsets.UTF_8)));
        return answer.body()
                .map(body -> answer.withBody(SentSecrets.maskedIn(body, sent)))
                .orElse(answer);
    }

    private static HttpRequest tokenRequest(URI realm, String parameters, @Nullable Credential credential) {
        var query = realm.getRawQuery() == null ? "?" : "&";
        var request = RegistryHttp.request(URI.create(realm + query + parameters));
        if (credential != null) {
            request.setHeader("Authorization", credential.basic());
        }
        return request.build();
    }

    private static HttpRequest refreshTokenRequest(URI realm, String parameters, Credential credential) {
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

    private Token token(URI realm, HttpAnswer answer, Challenge challenge, @Nullable Credential credential) {
        try {
            var json = Json.object(answer.body().orElseGet(() -> new byte[0]));
            var value = Json.text(json, "token")
                    .or(() -> Json.text(json, "access_token"))
                    .orElseThrow(() -> new MalformedException("contains no token"));
            if (value.length() > MAX_TOKEN || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new MalformedException(
                        "contains a token that is too long, or has characters that a header cannot" + " have");
            }
            var seconds = json.path("expires_in");
            var lifetime = seconds.isIntegralNumber() && seconds.canConvertToInt() && seconds.intValue() > 0
                    ? Duration.ofSeconds(seconds.intValue())
                    : DEFAULT_LIFETIME;
            var capped = lifetime.compareTo(MAX_LIFETIME) < 0 ? lifetime : MAX_LIFETIME;
            return new Token(value, clock.instant().plus(capped).minus(EXPIRY_MARGIN), challenge, credential);
        } catch (MalformedException e) {
            throw problems.fault(realm, "has a token service whose answer " + e.why());
        }
    }
}
