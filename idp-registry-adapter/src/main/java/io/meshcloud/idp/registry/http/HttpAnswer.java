// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A server's answer to a request, after redirects. It keeps only the headers that idp reads, none longer than the
 * limit. It never shows its headers and body, which may contain a token.
 */
public final class HttpAnswer {
    /** The headers that idp reads, in lower case. */
    private static final Set<String> HEADERS = Set.of(
            "content-length",
            "content-type",
            "docker-content-digest",
            "docker-distribution-api-version",
            "link",
            "location",
            "oci-subject",
            "retry-after",
            "www-authenticate",
            "x-total-count");

    /** In characters. The longest are addresses with a signature, of about 3,000. */
    static final int MAX_HEADER_LENGTH = 8 * 1024;

    private static final int MAX_DELAY_DIGITS = 9;

    private final URI uri;
    private final boolean redirected;
    private final int status;
    private final Map<String, List<String>> headers;
    private final byte @Nullable [] body;

    private HttpAnswer(
            URI uri, boolean redirected, int status, Map<String, List<String>> headers, byte @Nullable [] body) {
        this.uri = uri;
        this.redirected = redirected;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /**
     * @param uri the address that answered
     * @param redirected whether that is another address than the requested one
     * @param body absent when the body is larger than the limit, or not read yet
     */
    static HttpAnswer of(URI uri, boolean redirected, int status, HttpHeaders headers, byte @Nullable [] body) {
        var kept = new TreeMap<String, List<String>>();
        headers.map().forEach((name, values) -> {
            if (HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                kept.put(name.toLowerCase(Locale.ROOT), List.copyOf(values));
            }
        });
        return new HttpAnswer(uri, redirected, status, kept, body);
    }

    /** The name of a header that is longer than the limit. */
    Optional<String> tooLongHeader() {
        return headers.entrySet().stream()
                .filter(header ->
                        header.getValue().stream().mapToLong(String::length).sum() > MAX_HEADER_LENGTH)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    HttpAnswer asRedirected() {
        return new HttpAnswer(uri, true, status, headers, body);
    }

    HttpAnswer withBody(byte[] bytes) {
        return new HttpAnswer(uri, redirected, status, headers, bytes);
    }

    /** The address that answered. */
    public URI uri() {
        return uri;
    }

    /** Whether a redirect led to the address that answered. */
    public boolean isRedirected() {
        return redirected;
    }

    public int status() {
        return status;
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Empty when the body is larger than the limit. */
    public Optional<byte[]> body() {
        return Optional.ofNullable(body);
    }

    /** The first value of a header; the empty text when there is none. */
    public String header(String name) {
        return headers(name).stream().findFirst().orElse("");
    }

    public List<String> headers(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** The media type without parameters, in lower case. */
    public String contentType() {
        return MediaTypes.essence(header("Content-Type"));
    }

    /** The codes of a registry's error; empty for any other body. */
    public List<String> errorCodes() {
        try {
            return body == null ? List.of() : Json.errorCodes(Json.object(body));
        } catch (MalformedException e) {
            return List.of();
        }
    }

    /** What the server says to people: the messages of a registry's error, or a plain text; empty without one. */
    public String words() {
        if (body == null || body.length == 0) {
            return "";
        }
        try {
            return String.join("; ", Json.errorMessages(Json.object(body)));
        } catch (MalformedException e) {
            return contentType().equals("text/plain") ? new String(body, StandardCharsets.UTF_8).strip() : "";
        }
    }

    /** Whether the server says that we ask too often. Some say so with the status of a refusal. */
    boolean isLimit() {
        return status == 429 || (status == 403 && !header("Retry-After").isBlank());
    }

    /** How long the server asks us to wait; zero if it names no time, or a date. */
    Duration retryAfterSeconds() {
        return Duration.ofSeconds(
                Numbers.parse(header("Retry-After").strip(), MAX_DELAY_DIGITS).orElse(0));
    }

    boolean isRedirect() {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    /** Whether the same request may succeed a moment later. */
    boolean isTransient() {
        return status == 429 || status >= 500;
    }

    @Override
    public String toString() {
        return "HttpAnswer[" + status + "]";
    }
}
