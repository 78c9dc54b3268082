// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.registry.image.MediaTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Requests to a running Harbor 2.16.0 and its answers, without secrets. Lists are cut after two entries. For each kind
 * of request that idp sends, a table names the recorded answers that the fake imitates. An answer matches a recorded
 * one if it has the same status, the same headers, and the same fields of the body with the same types.
 */
final class RecordedExchanges {
    private static final String FILE = "recorded-exchanges.json";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String API = "/api/v2.0";

    /** Headers that an answer has exactly if the recorded one has them. */
    private static final List<String> HEADERS = List.of(
            "www-authenticate",
            "location",
            "x-total-count",
            "docker-content-digest",
            "docker-distribution-api-version");

    /** Fields whose content differs from case to case. */
    private static final Set<String> FREE = Set.of("metadata", "config", "extra_attrs", "hard", "used");

    /** Of a project that is a cache; the recorded project is not. */
    private static final String OF_A_CACHE = "registry_id";

    /** Answers to any request of Harbor's own API. */
    private static final List<String> OF_ANY_API_REQUEST =
            List.of("project wrong password", "project without credentials", "project forbidden");

    private static final List<String> OF_ANY_API_CHANGE = List.of("project in read-only mode");

    /** The kinds of requests of idp, and the recorded answers. */
    private static final Map<String, List<String>> KINDS = kinds();

    /** Answers of the fake that were not recorded, and where they come from. */
    private static final Map<String, String> NOT_RECORDED = Map.of(
            "GET /api/v2.0/projects 200", "a list like that of repositories",
            "PATCH /api/v2.0/robots/{id} 200", "the API description: the new secret",
            "GET /api/v2.0/robots/{id} 404", "like any other resource",
            "PUT /api/v2.0/projects/{project}/immutabletagrules/{id} 200", "the API description",
            "POST /api/v2.0/projects/{project}/webhook/policies 409", "like any other resource",
            "GET /api/v2.0/projects/{project}/repositories/{repository} 200", "an entry of the list of repositories",
            "GET /api/v2.0/projects/{project}/repositories/{repository} 404", "like that of an artifact",
            "HEAD /v2/{repository}/manifests/{reference} 200", "the headers of the answer to GET",
            "HEAD /v2/{repository}/manifests/{reference} 401", "the headers of the answer to GET",
            "HEAD /v2/{repository}/blobs/{digest} 401", "the headers of the answer to GET");

    private static Map<String, List<String>> kinds() {
        var kinds = new LinkedHashMap<String, List<String>>();
        kinds.put("GET /api/v2.0/ping", List.of("ping"));
        kinds.put("GET /api/v2.0/projects", List.of("page too large"));
        kinds.put("HEAD /api/v2.0/projects", List.of("project exists", "project exists not"));
        kinds.put("POST /api/v2.0/projects", List.of("project created", "project taken", "project name refused"));
        kinds.put("GET /api/v2.0/projects/{project}", List.of("project", "project absent"));
        kinds.put("GET /api/v2.0/projects/{project}/repositories/{repository}", List.of());
        kinds.put("GET /api/v2.0/repositories", List.of("repositories"));
        kinds.put("GET /api/v2.0/robots", List.of("robots", "robots none", "robots forbidden"));
        kinds.put("POST /api/v2.0/robots", List.of("robot created", "robot taken"));
        kinds.put("GET /api/v2.0/robots/{id}", List.of("robot"));
        kinds.put("PUT /api/v2.0/robots/{id}", List.of("robot updated"));
        kinds.put("PATCH /api/v2.0/robots/{id}", List.of());
        kinds.put("DELETE /api/v2.0/robots/{id}", List.of("robot deleted"));
        kinds.put("GET /api/v2.0/quotas", List.of("quota"));
        kinds.put("PUT /api/v2.0/quotas/{id}", List.of("quota updated"));
        kinds.put("GET /api/v2.0/projects/{project}/immutabletagrules", List.of("tag rules", "tag rules none"));
        kinds.put("POST /api/v2.0/projects/{project}/immutabletagrules", List.of("tag rule created", "tag rule taken"));
        kinds.put("PUT /api/v2.0/projects/{project}/immutabletagrules/{id}", List.of());
        kinds.put("GET /api/v2.0/projects/{project}/webhook/events", List.of("webhook events"));
        kinds.put("GET /api/v2.0/projects/{project}/webhook/policies", List.of("webhooks", "webhooks none"));
        kinds.put("POST /api/v2.0/projects/{project}/webhook/policies", List.of("webhook created"));
        kinds.put("PUT /api/v2.0/projects/{project}/webhook/policies/{id}", List.of("webhook updated"));
        kinds.put(
                "GET /api/v2.0/projects/{project}/artifacts",
                List.of("artifacts of a project", "artifacts of a project forbidden"));
        kinds.put(
                "GET /api/v2.0/projects/{project}/repositories/{repository}/artifacts",
                List.of(
                        "artifacts",
                        "artifacts first page",
                        "artifacts of an absent repository",
                        "artifacts forbidden",
                        "artifacts wrong password"));
        kinds.put(
                "GET /api/v2.0/projects/{project}/repositories/{repository}/artifacts/{reference}",
                List.of(
                        "artifact by tag",
                        "artifact by digest",
                        "artifact repository absent",
                        "artifact absent",
                        "artifact forbidden"));
        kinds.put(
                "GET /service/token",
                List.of(
                        "token",
                        "token for two repositories",
                        "token without credentials",
                        "token wrong password without scope"));
        kinds.put(
                "GET /v2/{repository}/tags/list",
                List.of(
                        "tags",
                        "tags without credentials",
                        "tags first page",
                        "tags of a proxy cache",
                        "tags repository absent",
                        "tags project absent",
                        "tags token without rights"));
        kinds.put(
                "GET /v2/{repository}/manifests/{reference}",
                List.of(
                        "manifest by tag",
                        "manifest by digest",
                        "manifest without credentials",
                        "manifest absent",
                        "manifest repository absent",
                        "manifest refused by policy",
                        "manifest token without rights",
                        "manifest project absent"));
        kinds.put(
                "HEAD /v2/{repository}/manifests/{reference}",
                List.of("manifest head absent", "manifest head refused by policy"));
        kinds.put(
                "PUT /v2/{repository}/manifests/{reference}",
                List.of(
                        "manifest put",
                        "manifest put without credentials",
                        "manifest put on an immutable tag",
                        "manifest put in read-only mode"));
        kinds.put("GET /v2/{repository}/blobs/{digest}", List.of("blob"));
        kinds.put("HEAD /v2/{repository}/blobs/{digest}", List.of("blob head", "blob head absent"));
        kinds.put("GET /v2/{repository}/referrers/{digest}", List.of("referrers none"));
        kinds.put(
                "POST /v2/{repository}/blobs/uploads",
                List.of(
                        "upload begun",
                        "mounted",
                        "upload without credentials",
                        "upload token without rights",
                        "upload project absent",
                        "mount over quota",
                        "upload over quota",
                        "upload in read-only mode",
                        "upload to a proxy cache"));
        kinds.put("PUT /v2/{repository}/blobs/uploads/{id}", List.of("upload done"));
        return Collections.unmodifiableMap(kinds);
    }

    /** A recorded request and its answer. */
    record Exchange(String name, String method, String path, FakeReply answer) {
        String kind() {
            return RecordedExchanges.kind(method, path);
        }

        JsonNode body() {
            return json(answer.body());
        }
    }

    private static final Map<String, Exchange> ALL = load();

    private RecordedExchanges() {}

    private static Map<String, Exchange> load() {
        try (var file = RecordedExchanges.class.getResourceAsStream(FILE)) {
            var all = new LinkedHashMap<String, Exchange>();
            for (var entry : MAPPER.readTree(file)) {
                var headers = new LinkedHashMap<String, String>();
                entry.get("headers")
                        .properties()
                        .forEach(it -> headers.put(it.getKey(), it.getValue().asText()));
                var body = entry.path("body");
                var text = body.isMissingNode() ? "" : body.isTextual() ? body.textValue() : body.toString();
                var name = entry.get("name").textValue();
                all.put(
                        name,
                        new Exchange(
                                name,
                                entry.get("method").textValue(),
                                entry.get("path").textValue(),
                                new FakeReply(entry.get("status").intValue(), headers, text)));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Exchange> all() {
        return List.copyOf(ALL.values());
    }

    static Exchange named(String name) {
        return Optional.ofNullable(ALL.get(name)).orElseThrow(() -> new AssertionError("no exchange named " + name));
    }

    /** The names in the table, by kind. */
    static Map<String, List<String>> table() {
        var table = new LinkedHashMap<>(KINDS);
        table.put("any API request", OF_ANY_API_REQUEST);
        table.put("any API change", OF_ANY_API_CHANGE);
        return table;
    }

    /** The kind of a request: its method, and its path with names for what differs. */
    static String kind(String method, String path) {
        var plain = path.replaceFirst("\\?.*", "");
        if (plain.startsWith("/v2/")) {
            plain = plain.replaceFirst("^/v2/.+/(manifests|blobs|tags|referrers)/", "/v2/{repository}/$1/")
                    .replaceFirst("/manifests/.+", "/manifests/{reference}")
                    .replaceFirst("/uploads/.+", "/uploads/{id}")
                    .replaceFirst("/uploads/$", "/uploads")
                    .replaceFirst("/(blobs|referrers)/sha256:.+", "/$1/{digest}");
        } else {
            plain = plain.replaceFirst("/projects/[^/]+", "/projects/{project}")
                    .replaceFirst("/repositories/[^/]+", "/repositories/{repository}")
                    .replaceFirst("/artifacts/[^/]+", "/artifacts/{reference}")
                    .replaceFirst("/(robots|quotas|immutabletagrules|policies)/\\d+", "/$1/{id}");
        }
        return method + " " + plain;
    }

    /** A copy of an object in a recorded answer. */
    static ObjectNode object(String name, String pointer) {
        return named(name).body().at(pointer).deepCopy();
    }

    /** Why no recorded answer is known for a request; empty if there is one. */
    static Optional<String> objection(FakeRequest request) {
        var kind = kind(request.method(), request.path());
        return KINDS.containsKey(kind)
                ? Optional.empty()
                : Optional.of(kind + " is not in the table: no recorded answer is known for it");
    }

    /** Why an answer of the fake matches no recorded one; empty if it matches one. */
    static Optional<String> objection(FakeRequest request, FakeReply answer) {
        var kind = kind(request.method(), request.path());
        var names = KINDS.get(kind);
        if (names == null) {
            return objection(request);
        }
        if (NOT_RECORDED.containsKey(kind + " " + answer.status())) {
            return Optional.empty();
        }
        var differences = candidates(request, names)
                .filter(recorded -> recorded.answer().status() == answer.status())
                .collect(Collectors.toMap(Exchange::name, recorded -> differences(request, recorded, answer)));
        if (differences.values().stream().anyMatch(List::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(kind + " " + answer.status() + " matches no recorded answer: " + differences);
    }

    private static Stream<Exchange> candidates(FakeRequest request, List<String> names) {
        var all = new ArrayList<>(names);
        if (request.path().startsWith(API)) {
            all.addAll(OF_ANY_API_REQUEST);
            if (!Set.of("GET", "HEAD").contains(request.method())) {
                all.addAll(OF_ANY_API_CHANGE);
            }
        }
        return all.stream().map(RecordedExchanges::named);
    }

    private static List<String> differences(FakeRequest request, Exchange recorded, FakeReply answer) {
        var found = new ArrayList<String>();
        var theirs = lowerCase(recorded.answer().headers());
        var ours = lowerCase(answer.headers());
        for (var name : HEADERS) {
            if (ours.containsKey(name) != theirs.containsKey(name)) {
                found.add("header " + name);
            }
        }
        if (!challenge(ours).equals(challenge(theirs))) {
            found.add("challenge " + challenge(ours));
        }
        if (!type(ours).equals(type(theirs))) {
            found.add("type " + type(ours));
        }
        if (!request.method().equals("HEAD") && !theirs.containsKey("docker-content-digest")) {
            compare("", json(recorded.answer().body()), json(answer.body()), found);
        }
        return found;
    }

    private static Map<String, String> lowerCase(Map<String, String> headers) {
        var all = new TreeMap<String, String>();
        headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
        return all;
    }

    /** No index was recorded; it has the headers of an image. */
    private static String type(Map<String, String> headers) {
        return headers.getOrDefault("content-type", "")
                .replaceFirst(";.*", "")
                .replace(MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST);
    }

    /** The scheme of a challenge and the names of its parameters. */
    private static String challenge(Map<String, String> headers) {
        return headers.getOrDefault("www-authenticate", "").replaceAll("\"[^\"]*\"", "");
    }

    private static void compare(String path, JsonNode recorded, JsonNode ours, List<String> found) {
        if (recorded.isNull() || ours.isNull() || (recorded.isArray() && ours.isArray())) {
            if (recorded.isArray() && !recorded.isEmpty() && !ours.isEmpty()) {
                compare(path + "/0", recorded.get(0), ours.get(0), found);
            }
            return;
        }
        if (recorded.getNodeType() != ours.getNodeType()) {
            found.add(path + " is " + ours.getNodeType());
        } else if (path.endsWith("/code") && !recorded.equals(ours)) {
            found.add(path + " is " + ours);
        } else if (recorded.isObject()) {
            var missing = new TreeSet<>(names(recorded));
            missing.removeAll(names(ours));
            var unknown = new TreeSet<>(names(ours));
            unknown.removeAll(names(recorded));
            unknown.remove(OF_A_CACHE);
            missing.forEach(name -> found.add(path + " lacks " + name));
            unknown.forEach(name -> found.add(path + " has " + name));
            recorded.properties().forEach(field -> {
                if (ours.has(field.getKey()) && !FREE.contains(field.getKey())) {
                    compare(path + "/" + field.getKey(), field.getValue(), ours.get(field.getKey()), found);
                }
            });
        }
    }

    private static Set<String> names(JsonNode object) {
        Iterable<String> names = object::fieldNames;
        return StreamSupport.stream(names.spliterator(), false).collect(Collectors.toSet());
    }

    private static JsonNode json(String text) {
        try {
            return text.isEmpty() || text.equals("Pong") ? MAPPER.missingNode() : MAPPER.readTree(text);
        } catch (IOException e) {
            return MAPPER.missingNode();
        }
    }
}
