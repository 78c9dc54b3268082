package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.registry.image.MediaTypes;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * What a server answered at last.
 *
 * @param uri who answered, after redirects
 * @param redirected whether that is somebody else than who was asked
 * @param status the HTTP status
 * @param headers the answer's headers
 * @param body absent when it is larger than was asked for
 */
public record HttpAnswer(URI uri, boolean redirected, int status, HttpHeaders headers, Optional<byte[]> body) {

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The media type alone. */
    public String contentType() {
        return MediaTypes.essence(header("Content-Type"));
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

    /** Neither the headers nor the body, which may hold a token. */
    @Override
    public String toString() {
        return "HttpAnswer[" + status + "]";
    }
}
