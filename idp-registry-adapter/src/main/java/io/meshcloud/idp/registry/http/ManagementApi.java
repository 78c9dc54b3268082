// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.credential.Credential;
import io.meshcloud.idp.registry.credential.CredentialSource;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
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

    private final String host;
    private final URI base;
    private final RegistryHttp http;
    private final RegistryProblems problems;
    private final CredentialSource credentials;
    private volatile @Nullable Credential lastCredential;

    private ManagementApi(
            String host, URI base, RegistryHttp http, RegistryProblems problems, CredentialSource credentials) {
        this.host = host;
        this.base = base;
        this.http = http;
        this.problems = problems;
        this.credentials = credentials;
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
        return new ManagementApi(host, base, http, problems, config.credentials());
    }

    /** The registry's host in references. */
    public String host() {
        return host;
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
    public Optional<String> text(URI uri) {
        var answer = http.send(RegistryHttp.request(uri).build(), MAX_TEXT);
        if (answer.isTransient()) {
            throw problems.unexpectedStatus(answer, "");
        }
        return answer.status() == 200
                ? answer.body().map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                : Optional.empty();
    }

    public ApiAnswer get(URI uri, Map<String, String> headers) {
        return authorized(uri, request(uri, headers), false);
    }

    /**
     * Sends a request that changes something, at most once.
     *
     * @param body absent for a request without a body
     */
    public ApiAnswer change(String method, URI uri, Map<String, String> headers, @Nullable JsonNode body) {
        var request = request(uri, headers);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.setHeader("Content-Type", "application/json");
            request.method(method, HttpRequest.BodyPublishers.ofByteArray(Json.write(body)));
        }
        return authorized(uri, request, true);
    }

    private static HttpRequest.Builder request(URI uri, Map<String, String> headers) {
        var request = RegistryHttp.request(uri).setHeader("Accept", "application/json");
        headers.forEach(request::setHeader);
        return request;
    }

    private ApiAnswer authorized(URI uri, HttpRequest.Builder request, boolean change) {
        var first = lastCredential == null ? findCredential() : lastCredential;
        var answer = send(request, first, change);
        if (answer.status() != 401) {
            return read(uri, answer, first);
        }
        // The credential may have been replaced since.
        var second = findCredential();
        return second == null || second.equals(first)
                ? read(uri, answer, first)
                : read(uri, send(request, second, change), second);
    }

    private @Nullable Credential findCredential() {
        var found = credentials
                .find(host)
                .filter(credential -> !credential.isIdentityToken())
                .orElse(null);
        lastCredential = found;
        return found;
    }

    private HttpAnswer send(HttpRequest.Builder request, @Nullable Credential credential, boolean change) {
        if (credential != null) {
            request.setHeader("Authorization", credential.basic());
        }
        return change ? http.sendChange(request.build(), MAX_BYTES) : http.send(request.build(), MAX_BYTES);
    }

    private ApiAnswer read(URI uri, HttpAnswer answer, @Nullable Credential used) {
        return new ApiAnswer(
                uri,
                answer.status(),
                body(uri, answer),
                total(answer.header("X-Total-Count")),
                answer.headers("Link"),
                used == null ? "" : used.origin());
    }

    private static long total(String header) {
        return header.matches("\\d{1,18}") ? Long.parseLong(header) : -1;
    }

    private JsonNode body(URI uri, HttpAnswer answer) {
        if (answer.isSuccess() && answer.body().isEmpty()) {
            throw problems.fault(uri, "sends an answer that is too large");
        }
        try {
            return Json.document(answer.body().orElseGet(() -> new byte[0]));
        } catch (MalformedException e) {
            if (answer.isSuccess()) {
                throw problems.fault(uri, "sends a body that " + e.why());
            }
            return MissingNode.getInstance();
        }
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
            return problems.denied(answer.uri(), status, answer.credentialOrigin(), right);
        }
        return problems.unexpectedStatus(answer.uri(), status, answer.errorCodes());
    }
}
