package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.http.ApiAnswer;
import io.meshcloud.idp.registry.http.ManagementApi;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requests to one Harbor. Projects are always meant by name: without the header that says so, a project called
 * {@code 123} would be looked for by number.
 *
 * <p>Source: Harbor, {@code api/v2.0/swagger.yaml}.
 */
final class HarborApi {
    /** The most that Harbor gives at a time. */
    static final int PAGE_SIZE = 100;

    private static final int MAX_PAGES = 500;
    private static final String ROOT = "/api/v2.0";
    private static final Map<String, String> HEADERS = Map.of("X-Is-Resource-Name", "true");

    private final ManagementApi api;

    HarborApi(ManagementApi api) {
        this.api = api;
    }

    String host() {
        return api.host();
    }

    /** Whether the server is a Harbor at all. One that is in trouble is a problem, and not an answer. */
    boolean answers() {
        return api.text(uri("/ping")).map(text -> text.replace("\"", "")).equals(Optional.of("Pong"));
    }

    URI uri(String path) {
        return api.uri(ROOT + path);
    }

    ApiAnswer get(String path) {
        return api.get(uri(path), HEADERS);
    }

    /**
     * What is at a path; empty if Harbor itself says that there is nothing.
     *
     * @param right what the account has to be able to do for this
     */
    Optional<JsonNode> find(String path, String right) {
        var answer = get(path);
        if (isNotThere(answer)) {
            return Optional.empty();
        }
        return Optional.of(succeeded(answer, right).body());
    }

    /** Whether it is Harbor that does not know it, and not a proxy or an old Harbor that does not know the path. */
    static boolean isNotThere(ApiAnswer answer) {
        return answer.status() == 404 && answer.errorCodes().contains("NOT_FOUND");
    }

    /** Changes something, at most once; what became of it is for the caller to see. */
    ApiAnswer change(String method, String path, @Nullable JsonNode body) {
        return api.change(method, uri(path), HEADERS, body);
    }

    /** Creates something; false if somebody else has. */
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

    /** All entries of a list. */
    List<JsonNode> list(String path, String right) {
        return list(path, firstPage(path), right);
    }

    ApiAnswer firstPage(String path) {
        return get(page(path, 1));
    }

    /**
     * All entries of a list whose first page is known. The pages are counted here: that a link says there is another is
     * believed, where it leads is not.
     */
    List<JsonNode> list(String path, ApiAnswer first, String right) {
        var entries = new ArrayList<JsonNode>();
        var answer = first;
        for (int number = 1; ; number++) {
            var page = entries(path, succeeded(answer, right));
            entries.addAll(page);
            if (page.isEmpty() || !(linksOn(answer) || answer.total() > entries.size())) {
                return entries;
            }
            if (number == MAX_PAGES) {
                throw fault(path, "has a list of more than " + MAX_PAGES + " pages");
            }
            var next = get(page(path, number + 1));
            if (next.body().equals(answer.body())) {
                throw fault(path, "answers with the same page of a list again and again");
            }
            answer = next;
        }
    }

    private List<JsonNode> entries(String path, ApiAnswer answer) {
        var entries = new ArrayList<JsonNode>();
        if (!answer.body().isArray() && !answer.body().isNull()) {
            throw fault(path, "answers with something that is not a list");
        }
        answer.body().forEach(entries::add);
        return entries;
    }

    private static boolean linksOn(ApiAnswer answer) {
        return answer.links().stream().anyMatch(link -> link.matches("(?s).*;\\s*rel=\"?next\"?.*"));
    }

    private static String page(String path, int number) {
        return path + (path.contains("?") ? "&" : "?") + "page=" + number + "&page_size=" + PAGE_SIZE;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
