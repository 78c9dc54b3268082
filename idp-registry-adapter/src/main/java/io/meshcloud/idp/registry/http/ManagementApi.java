// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON API that a registry product offers in addition to OCI Distribution, on the same server and with the same
 * account (HTTP Basic). Reads are retried while the server is busy. A change is not retried: the server may have made
 * it although its answer was lost. Redirects are not followed, so that no credential goes to another server. Safe for
 * use by many threads.
 */
public final class ManagementApi {
    /** The maximum size of an answer; a page of a hundred images with their details fits. */
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final int MAX_TEXT = 1024;
    private static final int MAX_TOTAL_DIGITS = 18;

    private final String host;
    private final URI base;
    private final RegistryHttp http;
    private final RegistryProblems problems;
    private final RegistryConfig config;
    private volatile @Nullable Credential lastCredential;

    private ManagementApi(String host, URI base, RegistryHttp http, RegistryProblems problems, RegistryConfig config) {
        this.host = host;
        this.base = base;
        this.http = http;
        this.problems = problems;
        this.config = config;
    }

    /**
     * @param host the registry's host in references, under which its credentials are looked up
     * @param base the URL of the server
     * @param config credentials and timeouts
     * @param clock the time, for delays until a given time
     * @param pause how to wait
     */
    public static ManagementApi open(String host, URI base, RegistryConfig config, Clock clock, Pause pause) {
        var problems = new RegistryProblems(host, base);
        var http = RegistryHttp.open(problems, config, pause, clock);
        return new ManagementApi(host, base, http, problems, config);
    }

    /** The registry's host in references. */
    public String host() {
        return host;
    }

    public RegistryProblems problems() {
        return problems;
    }

    /** How to wait for this server. */
    public Pause pause() {
        return http.pause();
    }

    /** The longest time that a look waits for this server if it limits our requests. */
    public Duration longestWait() {
        return http.longestWait();
    }

    /**
     * The URL of a path on this server.
     *
     * @param path with a slash at its beginning, encoded
     */
    public URI uri(String path) {
        return URI.create(base + path);
    }

    /** Reads a short text without credentials; empty if the answer is not successful or too long. */
    public Optional<String> text(Budget budget, URI uri) {
        var answer = http.send(budget, RegistryHttp.request(uri).build(), MAX_TEXT);
        if (answer.isTransient()) {
            throw problems.unexpectedStatus(answer, "");
        }
        return answer.status() == 200
                ? answer.body().map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                : Optional.empty();
    }

    public ApiAnswer get(Budget budget, URI uri, Map<String, String> headers) {
        return read(getUnread(budget, uri, headers));
    }

    /** Sends a request like {@link #get}, and leaves it to the caller to read the body. */
    public UnreadAnswer getUnread(Budget budget, URI uri, Map<String, String> headers) {
        return authorized(budget, uri, request(uri, headers), false);
    }

    /**
     * Sends a request that changes something, at most once.
     *
     * @param body absent for a request without a body
     */
    public ApiAnswer change(
            Budget budget, String method, URI uri, Map<String, String> headers, @Nullable JsonNode body) {
        var request = request(uri, headers);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.setHeader("Content-Type", "application/json");
            request.method(method, HttpRequest.BodyPublishers.ofByteArray(Json.write(body)));
        }
        return read(authorized(budget, uri, request, true));
    }

    private static HttpRequest.Builder request(URI uri, Map<String, String> headers) {
        var request = RegistryHttp.request(uri).setHeader("Accept", "application/json");
        headers.forEach(request::setHeader);
        return request;
    }

    private UnreadAnswer authorized(Budget budget, URI uri, HttpRequest.Builder request, boolean change) {
        var first = lastCredential == null ? findCredential() : lastCredential;
        var answer = send(budget, request, first, change);
        if (answer.status() != 401 && (answer.status() != 403 || first == null)) {
            return unread(uri, answer, first);
        }
        // The credential may have expired, and its source may have a new one.
        var second = findCredential();
        return second == null || second.equals(first)
                ? unread(uri, answer, first)
                : unread(uri, send(budget, request, second, change), second);
    }

    private @Nullable Credential findCredential() {
        var found = config.credential(host)
                .filter(credential -> !credential.isIdentityToken())
                .orElse(null);
        lastCredential = found;
        return found;
    }

    private HttpAnswer send(
            Budget budget, HttpRequest.Builder request, @Nullable Credential credential, boolean change) {
        if (credential != null) {
            request.setHeader("Authorization", credential.basic());
        }
        return change
                ? http.sendChange(budget, request.build(), MAX_BYTES)
                : http.send(budget, request.build(), MAX_BYTES);
    }

    private UnreadAnswer unread(URI uri, HttpAnswer answer, @Nullable Credential used) {
        if (answer.isSuccess() && answer.body().isEmpty()) {
            throw problems.fault(uri, "sends an answer that is too large");
        }
        return new UnreadAnswer(
                uri,
                answer.status(),
                Bytes.of(answer.body().orElseGet(() -> new byte[0])),
                total(answer.header("X-Total-Count")),
                answer.headers("Link"),
                used == null ? "" : used.origin());
    }

    private static long total(String header) {
        return Numbers.parse(header, MAX_TOTAL_DIGITS).orElse(-1);
    }

    private ApiAnswer read(UnreadAnswer answer) {
        if (!answer.isSuccess()) {
            return answer.asError();
        }
        try {
            return answer.read();
        } catch (MalformedException e) {
            throw problems.fault(answer.uri(), "sends a body that " + e.why());
        }
    }

    /** The user of the last request; empty before the first one, and without credentials. */
    public Optional<String> user() {
        return Optional.ofNullable(lastCredential).map(Credential::user);
    }

    /** The problem of an answer that is not what the API promises. */
    public IdpException fault(URI uri, String why) {
        return problems.fault(uri, why);
    }

    /**
     * The problem of an answer that is not successful.
     *
     * @param right what the account must be allowed to do for the request; continues "an account that may ..."
     */
    public IdpException refused(ApiAnswer answer, String right) {
        int status = answer.status();
        if (status == 401 || status == 403) {
            return problems.denied(answer.uri(), status, answer.credentialOrigin(), answer.words(), right);
        }
        return problems.unexpectedStatus(answer.uri(), status, answer.errorCodes(), answer.words());
    }
}
