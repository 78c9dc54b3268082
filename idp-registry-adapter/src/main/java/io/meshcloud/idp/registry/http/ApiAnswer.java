package io.meshcloud.idp.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.registry.json.Json;
import java.net.URI;
import java.util.List;

/**
 * What a registry's own API answered. It never shows its body, which may hold a secret.
 *
 * @param uri who answered
 * @param status the HTTP status
 * @param body a missing node when there is none, or when an error is not told in JSON
 * @param total what the header {@code X-Total-Count} says; negative when it says nothing
 * @param links the values of the header {@code Link}
 * @param used where the credential came from; empty when none was shown
 */
public record ApiAnswer(URI uri, int status, JsonNode body, long total, List<String> links, String used) {
    public ApiAnswer {
        links = List.copyOf(links);
    }

    /** Whether the server did what it was asked. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The codes of an error: {@code {"errors":[{"code":...}]}}. */
    public List<String> errorCodes() {
        return Json.errorCodes(body);
    }

    @Override
    public String toString() {
        return "ApiAnswer[" + status + "]";
    }
}
