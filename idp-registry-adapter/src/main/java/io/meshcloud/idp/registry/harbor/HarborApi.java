// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.http.ApiAnswer;
import io.meshcloud.idp.registry.http.Budget;
import io.meshcloud.idp.registry.http.ManagementApi;
import io.meshcloud.idp.registry.http.NextLink;
import io.meshcloud.idp.registry.http.Pause;
import io.meshcloud.idp.registry.http.RegistryProblems;
import io.meshcloud.idp.registry.http.UnreadAnswer;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one Harbor. A header makes Harbor find projects by name; without it, the project {@code 123} would be
 * looked up by number.
 *
 * <p>Source: Harbor, {@code api/v2.0/swagger.yaml}.
 */
final class HarborApi {
    /** Harbor's maximum. */
    static final int PAGE_SIZE = 100;

    /** Harbor's prefix of the names of robots, unless its administrators changed it. */
    private static final String ROBOT = "robot$";

    private static final int MAX_PAGES = 500;
    private static final String ROOT = "/api/v2.0";
    private static final Map<String, String> HEADERS = Map.of("X-Is-Resource-Name", "true");
    /** Harbor's value for times that are not set. */
    private static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");

    private final ManagementApi api;
    private final Budget budget;

    /**
     * @param budget for all requests of this instance
     */
    HarborApi(ManagementApi api, Budget budget) {
        this.api = api;
        this.budget = budget;
    }

    /** The same Harbor with a budget for another question. */
    HarborApi within(Budget other) {
        return new HarborApi(api, other);
    }

    RegistryProblems problems() {
        return api.problems();
    }

    Pause pause() {
        return api.pause();
    }

    /** The account of the last request, if its name is not that of a robot. */
    Optional<String> person() {
        return api.user().filter(user -> !user.startsWith(ROBOT));
    }

    Duration longestWait() {
        return api.longestWait();
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
        return api.text(budget, uri("/ping"))
                .map(text -> text.replace("\"", ""))
                .equals(Optional.of("Pong"));
    }

    URI uri(String path) {
        return api.uri(ROOT + path);
    }

    ApiAnswer get(String path) {
        return api.get(budget, uri(path), HEADERS);
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

    /**
     * Whether Harbor has no such resource; a proxy, and an old Harbor without the path, answer 404 without the code.
     */
    static boolean isNotFound(ApiAnswer answer) {
        return answer.status() == 404 && answer.errorCodes().contains("NOT_FOUND");
    }

    /** Sends a request that changes something, at most once. The caller checks the answer. */
    ApiAnswer change(String method, String path, @Nullable JsonNode body) {
        return api.change(budget, method, uri(path), HEADERS, body);
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

    /** An answer like {@link #find} whose body is not read yet. */
    Optional<UnreadAnswer> findUnread(String path, String right) {
        var answer = api.getUnread(budget, uri(path), HEADERS);
        if (isNotFound(answer)) {
            return Optional.empty();
        }
        requireSuccess(answer, right);
        return Optional.of(answer);
    }

    static boolean isNotFound(UnreadAnswer answer) {
        return answer.status() == 404 && isNotFound(answer.asError());
    }

    private void requireSuccess(UnreadAnswer answer, String right) {
        if (!answer.isSuccess()) {
            throw api.refused(answer.asError(), right);
        }
    }

    IdpException fault(String path, String why) {
        return api.fault(uri(path), why);
    }

    /** The answer of the OCI Distribution API of the same server, which accepts the same account. */
    UnreadAnswer getOfDistribution(String path) {
        return api.getUnread(budget, api.uri("/v2" + path), Map.of());
    }

    /** Reads a short list, each entry with all its fields. */
    List<JsonNode> list(String path, String right) {
        return readPages(path, firstPage(path), right, WholeEntries::new).entries;
    }

    private static final class WholeEntries implements PageReader {
        private final List<JsonNode> entries = new ArrayList<>();

        @Override
        public int read(byte[] body) throws MalformedException {
            var page = Json.document(body);
            if (!page.isArray() && !page.isNull()) {
                throw new MalformedException("is not a list");
            }
            page.forEach(entries::add);
            return page.size();
        }
    }

    UnreadAnswer firstPage(String path) {
        return api.getUnread(budget, uri(page(path, 1)), HEADERS);
    }

    /** Reads what is needed from the pages of one list. */
    interface PageReader {
        /** The number of entries on the page. */
        int read(byte[] body) throws MalformedException;

        /** Whether the pages that follow are not needed. */
        default boolean isDone() {
            return false;
        }
    }

    /**
     * Reads a list page by page; only what the reader keeps stays in memory. A link shows that there is a next page;
     * its URL is not used, because pages are requested by their number. A full page is the last one only if the total
     * says so.
     *
     * <p>A deletion while pages are read moves later entries to pages that were read before. So a list with fewer
     * entries than the largest total is read once more, and is a fault if it is incomplete again.
     *
     * @param first the first page, which is known
     * @param readers creates a reader, for each time that the list is read
     * @return the reader that has read the list
     */
    <R extends PageReader> R readPages(String path, UnreadAnswer first, String right, Supplier<R> readers) {
        var reader = readers.get();
        if (isRead(path, first, right, reader)) {
            return reader;
        }
        var second = readers.get();
        if (isRead(path, firstPage(path), right, second)) {
            return second;
        }
        throw fault(path, "sends fewer entries of a list than its total, twice");
    }

    /** Reads a list; false if entries are missing. */
    private boolean isRead(String path, UnreadAnswer first, String right, PageReader reader) {
        var answer = first;
        long entries = 0;
        long largestTotal = 0;
        for (int number = 1; ; number++) {
            requireSuccess(answer, right);
            int count = read(path, answer, reader);
            entries += count;
            largestTotal = Math.max(largestTotal, answer.total());
            if (reader.isDone()) {
                return true;
            }
            boolean mayContinue = answer.total() < 0 ? count >= PAGE_SIZE : count > 0 && answer.total() > entries;
            if (!hasNextLink(answer) && !mayContinue) {
                return entries >= largestTotal;
            }
            if (number == MAX_PAGES) {
                throw fault(path, "has a list of more than " + MAX_PAGES + " pages");
            }
            var next = api.getUnread(budget, uri(page(path, number + 1)), HEADERS);
            if (next.body().equals(answer.body())) {
                throw fault(path, "sends the same page of a list again and again");
            }
            answer = next;
        }
    }

    private int read(String path, UnreadAnswer answer, PageReader reader) {
        try {
            return reader.read(answer.body().toArray());
        } catch (MalformedException e) {
            throw fault(path, "sends a list that " + e.why());
        }
    }

    private static boolean hasNextLink(UnreadAnswer answer) {
        return answer.links().stream().anyMatch(link -> NextLink.in(link).isPresent());
    }

    private static String page(String path, int number) {
        return path + (path.contains("?") ? "&" : "?") + "page=" + number + "&page_size=" + PAGE_SIZE;
    }

    /** A time in RFC 3339; empty when it is not set or not readable. */
    static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant()).filter(time -> !time.equals(NEVER));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * A time in seconds since 1970; empty when it is not positive, as for an account that never expires, or too large.
     */
    static Optional<Instant> timeOfSeconds(JsonNode seconds) {
        long count = seconds.asLong();
        return count > 0 && count <= Instant.MAX.getEpochSecond()
                ? Optional.of(Instant.ofEpochSecond(count))
                : Optional.empty();
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
