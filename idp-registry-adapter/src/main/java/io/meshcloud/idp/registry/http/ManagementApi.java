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
 * The JSON API that a registry's maker offers beside OCI Distribution, on the same server and with the same account
 * (HTTP Basic). Reading is tried again while the server is busy; a change is not, for its answer may be lost and it be
 * done. A redirect is an answer like any other, so that no credential goes elsewhere. Safe for use by many threads.
 */
public final class ManagementApi {
    /** No answer is read beyond this size: a hundred images with all that is known of each. */
    private static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final int MAX_TEXT = 1024;

    private final String host;
    private final URI base;
    private final RegistryHttp http;
    private final RegistryProblems problems;
    private final CredentialSource credentials;
    private volatile @Nullable Credential known;

    private ManagementApi(
            String host, URI base, RegistryHttp http, RegistryProblems problems, CredentialSource credentials) {
        this.host = host;
        this.base = base;
        this.http = http;
        this.problems = problems;
        this.credentials = credentials;
    }

    /**
     * @param host as references have it; its credentials are looked up under this name
     * @param base where it is reached
     * @param config credentials and timeouts
     * @param clock tells how long to wait for a busy server
     * @param pause how to wait
     */
    public static ManagementApi open(String host, URI base, RegistryConfig config, Clock clock, Pause pause) {
        var problems = new RegistryProblems(host, base);
        var http = RegistryHttp.open(problems, config, pause, clock);
        return new ManagementApi(host, base, http, problems, config.credentials());
    }

    /** The registry's host, as references have it. */
    public String host() {
        return host;
    }

    /**
     * The address of a path on this server.
     *
     * @param path from its slash on, encoded
     */
    public URI uri(String path) {
        return URI.create(base + path);
    }

    /** A short text at a place that needs no account; empty if there is none, or something else. */
    public Optional<String> text(URI uri) {
        var answer = http.send(RegistryHttp.request(uri).build(), MAX_TEXT);
        if (answer.isTransient()) {
            throw problems.status(answer, "");
        }
        return answer.status() == 200
                ? answer.body().map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                : Optional.empty();
    }

    /** Reads. */
    public ApiAnswer get(URI uri, Map<String, String> headers) {
        return authorized(uri, request(uri, headers), false);
    }

    /**
     * Changes something, at most once.
     *
     * @param body absent for none
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
        var first = known == null ? account() : known;
        var answer = send(request, first, change);
        if (answer.status() != 401) {
            return read(uri, answer, first);
        }
        // It may have been renewed since.
        var second = account();
        return second == null || second.equals(first)
                ? read(uri, answer, first)
                : read(uri, send(request, second, change), second);
    }

    private @Nullable Credential account() {
        var found = credentials.find(host).filter(one -> !one.isIdentityToken()).orElse(null);
        known = found;
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
                answer.headers().allValues("Link"),
                used == null ? "" : used.origin());
    }

    private static long total(String header) {
        return header.matches("\\d{1,18}") ? Long.parseLong(header) : -1;
    }

    private JsonNode body(URI uri, HttpAnswer answer) {
        boolean success = answer.status() >= 200 && answer.status() < 300;
        if (success && answer.body().isEmpty()) {
            throw problems.fault(uri, "sends an answer that is too large");
        }
        try {
            return Json.document(answer.body().orElseGet(() -> new byte[0]));
        } catch (MalformedException e) {
            if (success) {
                throw problems.fault(uri, "answers with something that " + e.why());
            }
            return MissingNode.getInstance();
        }
    }

    /** The server answered what it should not. */
    public IdpException fault(URI uri, String why) {
        return problems.fault(uri, why);
    }

    /**
     * The server did not do what it was asked.
     *
     * @param right what the account has to be able to do for this, behind "may"
     */
    public IdpException refused(ApiAnswer answer, String right) {
        int status = answer.status();
        if (status == 401 || status == 403) {
            return problems.denied(answer.uri(), status, answer.used(), right);
        }
        return problems.status(answer.uri(), status, answer.errorCodes());
    }
}
