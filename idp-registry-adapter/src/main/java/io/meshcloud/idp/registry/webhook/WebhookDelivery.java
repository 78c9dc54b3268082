// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.webhook;

import io.meshcloud.idp.registry.image.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One request of a webhook's sender, as received. Nothing in it is trusted, and nothing in it is shown. */
public final class WebhookDelivery {
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final @Nullable String pathToken;

    private WebhookDelivery(Map<String, List<String>> headers, byte[] body, @Nullable String pathToken) {
        this.headers = copy(headers);
        this.body = Objects.requireNonNull(body, "body");
        this.pathToken = pathToken;
    }

    /** Names are case-insensitive; the values of two spellings of one name are joined (RFC 9110, "Field Names"). */
    private static Map<String, List<String>> copy(Map<String, List<String>> headers) {
        var copy = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, lines) ->
                copy.computeIfAbsent(name, any -> new ArrayList<>()).addAll(lines));
        return copy;
    }

    /**
     * @param headers the values of each header, in the order in which they came
     * @param pathToken the part of the URL's path that is a secret; null when the URL has none
     */
    public static WebhookDelivery of(Map<String, List<String>> headers, byte[] body, @Nullable String pathToken) {
        return new WebhookDelivery(headers, body.clone(), pathToken);
    }

    /**
     * Reads the body up to one byte more than the source accepts, which is enough to refuse it. The rest stays in the
     * stream, which is not closed.
     */
    public static WebhookDelivery read(
            WebhookSource source, Map<String, List<String>> headers, InputStream body, @Nullable String pathToken)
            throws IOException {
        return new WebhookDelivery(headers, body.readNBytes(source.maxBytes() + 1), pathToken);
    }

    /** The header's value if there is exactly one; if there are two, one of them may come from an attacker. */
    Optional<String> onlyHeader(String name) {
        var lines = headers.getOrDefault(name, List.of());
        return lines.size() == 1 ? Optional.of(lines.get(0)) : Optional.empty();
    }

    /** The same as a field of an event. */
    EventField header(String name) {
        return EventField.header(name, onlyHeader(name).orElse(null));
    }

    boolean hasHeader(String name) {
        return headers.containsKey(name);
    }

    /** The body's media type without parameters, in lower case; empty when none is announced. */
    String contentType() {
        return MediaTypes.essence(onlyHeader("Content-Type").orElse(""));
    }

    /** The bytes as received, not to be changed: signatures are computed over them. */
    byte[] body() {
        return body;
    }

    Optional<String> optionalPathToken() {
        return Optional.ofNullable(pathToken);
    }

    /** Sizes only: headers and body may contain secrets. */
    @Override
    public String toString() {
        return "WebhookDelivery[" + body.length + " bytes]";
    }
}
