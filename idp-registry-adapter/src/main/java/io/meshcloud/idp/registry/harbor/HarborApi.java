// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.http.ApiAnswer;
import io.meshcloud.idp.registry.http.ManagementApi;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one Harbor. A header makes Harbor find projects by name; without it, the project {@code 123} would be looked
 * up by number.
 *
 * <p>Source: Harbor, {@code api/v2.0/swagger.yaml}.
 */
final class HarborApi {
    /** Harbor's maximum. */
    static final int PAGE_SIZE = 100;

    private static final int MAX_PAGES = 500;
    private static final String ROOT = "/api/v2.0";
    private static final Map<String, String> HEADERS = Map.of("X-Is-Resource-Name", "true");
    /** Harbor's value for times that are not set. */
    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    private final ManagementApi api;

    HarborApi(ManagementApi api) {
        this.api = api;
    }

    String host() {
        return api.host();
    }

    /**
     * Whether the server is a Harbor.
     *
     * @throws IdpException when the server cannot be reached or fails
     */
    boolean isHarbor() {
        return api.text(uri("/ping")).map(text -> text.replace("\"", "")).equals(Optional.of("Pong"));
    }

    URI uri(String path) {
        return api.uri(ROOT + path);
    }

    ApiAnswer get(String path) {
        return api.get(uri(path), HEADERS);
    }

    /**
     * Reads a resource; empty if Harbor itself reports that it does not exist.
     *
     * @param right what the account must be allowed to do; continues "an account that may ..."
     */
    Optional<JsonNode> find(String path, String right) {
        var answer = get(path);
        if (isNotFound(answer)) {
            return Optional.empty();
        }
        return Optional.of(succeeded(answer, right).body());
    }

    /** Whether Harbor has no such resource; a proxy, and an old Harbor without the path, answer 404 without the code. */
    static boolean isNotFound(ApiAnswer answer) {
        return answer.status() == 404 && answer.errorCodes().contains("NOT_FOUND");
    }

    /** Sends a request that changes something, at most once. The caller checks the answer. */
    ApiAnswer change(String method, String path, @Nullable JsonNode body) {
        return api.change(method, uri(path), HEADERS, body);
    }

    /** Creates a resource; false if it exists. */
    boolean create(String path, JsonNode body, String right) {
        var answer = change("POST", path, body);
        return answer.status() != 409 && succeeded(answer, right).isSuccess();
    }

    ApiAnswer succeeded(ApiAnswer answer, String right) {
        if (!answer.isSuccess()) {
            throw api.refused(answer, right);
        }
        return answer;
    }

    IdpException fault(String path, String why) {
        return api.fault(uri(path), why);
    }

    List<JsonNode> list(String path, String right) {
        return list(path, firstPage(path), right);
    }

    ApiAnswer firstPage(String path) {
        return get(page(path, 1));
    }

    /**
     * Reads a list whose first page is known. A link shows that there is a next page; its URL is not used, because pages
     * are requested by their number.
     */
    List<JsonNode> list(String path, ApiAnswer first, String right) {
        var entries = new ArrayList<JsonNode>();
        var answer = first;
        for (int number = 1; ; number++) {
            var page = entries(path, succeeded(answer, right));
            entries.addAll(page);
            if (page.isEmpty() || !(hasNextLink(answer) || answer.total() > entries.size())) {
                return entries;
            }
            if (number == MAX_PAGES) {
                throw fault(path, "has a list of more than " + MAX_PAGES + " pages");
            }
            var next = get(page(path, number + 1));
            if (next.body().equals(answer.body())) {
                throw fault(path, "sends the same page of a list again and again");
            }
            answer = next;
        }
    }

    private List<JsonNode> entries(String path, ApiAnswer answer) {
        var entries = new ArrayList<JsonNode>();
        if (!answer.body().isArray() && !answer.body().isNull()) {
            throw fault(path, "sends something that is not a list");
        }
        answer.body().forEach(entries::add);
        return entries;
    }

    private static boolean hasNextLink(ApiAnswer answer) {
        return answer.links().stream().anyMatch(link -> link.matches("(?s).*;\\s*rel=\"?next\"?.*"));
    }

    private static String page(String path, int number) {
        return path + (path.contains("?") ? "&" : "?") + "page=" + number + "&page_size=" + PAGE_SIZE;
    }

    /** A time in RFC 3339; empty when it is not set or not readable. */
    static Optional<Instant> time(JsonNode text) {
        try {
            return Optional.of(OffsetDateTime.parse(text.asText()).toInstant()).filter(time -> !time.equals(NEVER));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A time in seconds since 1970; empty when it is not positive, as for an account that never expires. */
    static Optional<Instant> timeOfSeconds(JsonNode seconds) {
        return seconds.asLong() > 0 ? Optional.of(Instant.ofEpochSecond(seconds.asLong())) : Optional.empty();
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
