// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.registry.harbor.FakeRequest.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** One project of the fake, and the answers to requests below its path. */
final class FakeProject {
    private static final String REPOSITORIES = "/repositories/";
    private static final Set<String> ARTIFACT_QUERY = Set.of("with_tag", "page", "page_size", "q");
    private static final Set<String> RULE =
            Set.of("id", "priority", "disabled", "action", "template", "params", "tag_selectors", "scope_selectors");
    private static final Set<String> POLICY =
            Set.of("id", "name", "description", "project_id", "targets", "event_types", "creator", "enabled");
    private static final Set<String> TARGET =
            Set.of("type", "address", "auth_header", "skip_cert_verify", "payload_format");
    private static final Set<String> FORMATS = Set.of("Default", "CloudEvents");

    final long id;
    final String name;
    final boolean isPublic;
    final Map<Long, ObjectNode> rules = new LinkedHashMap<>();
    final Map<Long, ObjectNode> policies = new LinkedHashMap<>();
    long quota = -1;
    /** The registry that the project caches; 0 for an ordinary project. */
    long registryId;

    boolean mayBeRead = true;
    /** Whether the administrator's account may pull and push. */
    boolean mayBePulled = true;
    /** Whether a policy of the project refuses images without a signature. */
    boolean requiresSignatures;

    private final Set<String> hidden = new HashSet<>();
    private final Map<String, Instant> updated = new LinkedHashMap<>();
    private final Map<String, Map<String, ObjectNode>> repositories = new LinkedHashMap<>();
    private final FakeHarbor harbor;

    FakeProject(FakeHarbor harbor, long id, String name, boolean isPublic) {
        this.harbor = harbor;
        this.id = id;
        this.name = name;
        this.isPublic = isPublic;
    }

    /** Pushes an artifact. An existing artifact keeps its push time; the tag gets a new one. */
    Digest push(String repository, String type, String content, Instant time, String... tags) {
        var digest = Digest.of(content.getBytes(StandardCharsets.UTF_8));
        return push(repository, type, digest, time, tags);
    }

    Digest push(String repository, String type, Digest digest, Instant time, String... tags) {
        var artifacts = repositories.computeIfAbsent(repository, key -> new LinkedHashMap<>());
        updated.put(repository, harbor.nextUpdate());
        artifacts.computeIfAbsent(digest.value(), key -> artifact(repository, type, digest, time));
        for (var tag : tags) {
            artifacts.values().forEach(artifact -> remove(artifact, tag));
            ((ArrayNode) artifacts.get(digest.value()).get("tags"))
                    .add(recorded("artifact by tag", "/tags/0")
                            .put("id", harbor.nextId())
                            .put("name", tag)
                            .put("push_time", FakeHarbor.time(time)));
        }
        return digest;
    }

    private ObjectNode artifact(String repository, String type, Digest digest, Instant time) {
        var artifact = recorded("artifact by tag", "")
                .put("id", harbor.nextId())
                .put("type", type)
                .put("project_id", id)
                .put("repository_name", name + "/" + repository)
                .put("digest", digest.value())
                .put("push_time", FakeHarbor.time(time));
        artifact.putArray("tags");
        return artifact;
    }

    /** A recorded object, in which a test replaces what matters. */
    private static ObjectNode recorded(String exchange, String pointer) {
        return RecordedExchanges.object(exchange, pointer);
    }

    /** The project as the API shows it. */
    ObjectNode shown() {
        var project = recorded("project", "").put("project_id", id).put("name", name);
        project.putObject("metadata").put("public", String.valueOf(isPublic));
        return registryId == 0 ? project : project.put("registry_id", registryId);
    }

    /** Deletes a tag through the API. */
    void untag(String repository, String tag) {
        repositories.get(repository).values().forEach(artifact -> remove(artifact, tag));
        updated.put(repository, harbor.nextUpdate());
    }

    /** Deletes the artifact that was pushed first. */
    void deleteFirst(String repository) {
        var artifacts = repositories.get(repository);
        artifacts.remove(artifacts.keySet().iterator().next());
        updated.put(repository, harbor.nextUpdate());
    }

    void delete(String repository, Digest digest) {
        repositories.get(repository).remove(digest.value());
        updated.put(repository, harbor.nextUpdate());
    }

    /** Lets lists leave out an artifact, as Harbor does with what belongs to another artifact. */
    void hide(String repository, Digest digest) {
        hidden.add(repository + "@" + digest);
    }

    /** Whether a rule holds for a tag. The fake knows the two patterns that idp writes. */
    boolean isImmutable(String tag) {
        return rules.values().stream()
                .flatMap(rule -> Stream.of(rule.at("/tag_selectors/0")))
                .anyMatch(selector ->
                        selector.path("decoration").asText().equals("matches") || !tag.startsWith("sha256-"));
    }

    /** Sets the time of a repository's last change. */
    void updatedAt(String repository, Instant time) {
        updated.put(repository, time);
    }

    /** The repositories as the list of all repositories shows them. */
    Stream<ObjectNode> listedRepositories() {
        return repositories.keySet().stream()
                .map(repository -> recorded("repositories", "/0")
                        .put("artifact_count", repositories.get(repository).size())
                        .put("name", name + "/" + repository)
                        .put("project_id", id)
                        .put("update_time", FakeHarbor.time(updated.get(repository))));
    }

    private static void remove(ObjectNode artifact, String tag) {
        var tags = artifact.get("tags").iterator();
        while (tags.hasNext()) {
            if (tags.next().get("name").asText().equals(tag)) {
                tags.remove();
            }
        }
    }

    /**
     * @param rest the path after the project's
     */
    FakeReply answer(FakeRequest request, String rest) {
        if (!request.byName()) {
            return FakeReply.bad("the project would be taken for a number");
        }
        if (rest.isEmpty() && request.method().equals("GET")) {
            if (!mayBeRead) {
                return FakeReply.error(403, "FORBIDDEN", "forbidden");
            }
            return FakeReply.json(200, shown());
        }
        if (rest.startsWith(REPOSITORIES) && request.method().equals("GET")) {
            return repository(request, rest.substring(REPOSITORIES.length()).split("/", -1));
        }
        if (rest.equals("/artifacts") && request.method().equals("GET") && harbor.listsProjects) {
            checkQuery(request);
            return FakeReply.page(
                    request,
                    repositories.values().stream()
                            .flatMap(its -> its.values().stream())
                            .filter(artifact -> isListed(request, artifact))
                            .toList());
        }
        if (rest.startsWith("/immutabletagrules")) {
            return rules(request, rest.substring("/immutabletagrules".length()));
        }
        if (rest.equals("/webhook/events") && request.method().equals("GET")) {
            return FakeReply.json(200, harbor.events());
        }
        if (rest.startsWith("/webhook/policies")) {
            return policies(request, rest.substring("/webhook/policies".length()));
        }
        return FakeReply.noPath(request.path());
    }

    private FakeReply repository(FakeRequest request, String[] parts) {
        if (parts[0].contains("%2F")) {
            return FakeReply.noPath(request.path());
        }
        var artifacts = repositories.get(parts[0].replace("%252F", "/"));
        if (artifacts == null && parts.length == 2) {
            checkQuery(request);
            return FakeReply.page(request, List.of());
        }
        if (artifacts == null) {
            return FakeReply.error(
                    404, "NOT_FOUND", "repository " + name + "/" + parts[0].replace("%252F", "/") + " not found");
        }
        if (parts.length == 1) {
            return FakeReply.json(
                    200,
                    recorded("repositories", "/0")
                            .put("name", name + "/" + parts[0])
                            .put("artifact_count", artifacts.size()));
        }
        checkQuery(request);
        if (parts.length == 2) {
            return FakeReply.page(
                    request,
                    artifacts.values().stream()
                            .filter(artifact -> isListed(request, artifact))
                            .toList());
        }
        return artifacts.values().stream()
                .filter(artifact -> artifact.get("digest").asText().equals(parts[2])
                        || artifact.get("tags").findValuesAsText("name").contains(parts[2]))
                .findFirst()
                .map(artifact -> FakeReply.json(200, artifact))
                .orElseGet(() -> FakeReply.error(
                        404, "NOT_FOUND", "artifact " + name + "/" + parts[0] + ":" + parts[2] + " not found"));
    }

    private boolean isListed(FakeRequest request, ObjectNode artifact) {
        var repository = artifact.get("repository_name").asText().substring(name.length() + 1);
        if (hidden.contains(repository + "@" + artifact.get("digest").asText())) {
            return false;
        }
        return !request.query().containsKey("q") || !artifact.get("tags").isEmpty();
    }

    private static void checkQuery(FakeRequest request) {
        if (!request.query().getOrDefault("q", "tags=*").equals("tags=*")) {
            throw new Refused("q");
        }
        if (!ARTIFACT_QUERY.containsAll(request.query().keySet())
                || !"true".equals(request.query().get("with_tag"))) {
            throw new Refused("query");
        }
    }

    private FakeReply rules(FakeRequest request, String rest) {
        if (rest.isEmpty() && request.method().equals("GET")) {
            return FakeReply.page(request, List.copyOf(rules.values()));
        }
        var rule = (ObjectNode) request.json(RULE);
        if (!rule.path("action").asText().equals("immutable")
                || !rule.path("template").asText().equals("immutable_template")
                || !rule.path("scope_selectors").path("repository").isArray()) {
            throw new Refused("rule");
        }
        if (request.method().equals("POST") && rest.isEmpty()) {
            if (rules.values().stream().anyMatch(other -> sameSelectors(other, rule))) {
                return FakeReply.error(409, "CONFLICT");
            }
            long next = harbor.nextId();
            rules.put(next, rule.put("id", next));
            return FakeReply.created(request.path() + "/" + next);
        }
        long wanted = Long.parseLong(rest.substring(1));
        if (request.method().equals("PUT")
                && rules.containsKey(wanted)
                && rule.path("id").asLong() == wanted) {
            rules.put(wanted, rule);
            return FakeReply.done(200);
        }
        return FakeReply.error(404, "NOT_FOUND");
    }

    private static boolean sameSelectors(JsonNode one, JsonNode other) {
        return one.get("scope_selectors").equals(other.get("scope_selectors"))
                && one.get("tag_selectors").equals(other.get("tag_selectors"));
    }

    private FakeReply policies(FakeRequest request, String rest) {
        if (rest.isEmpty() && request.method().equals("GET")) {
            return FakeReply.page(
                    request, policies.values().stream().map(this::shown).toList());
        }
        var policy = (ObjectNode) request.json(POLICY);
        check(policy);
        if (request.method().equals("POST") && rest.isEmpty()) {
            boolean isTaken =
                    policies.values().stream().anyMatch(it -> it.get("name").equals(policy.get("name")));
            if (isTaken) {
                return FakeReply.error(409, "CONFLICT");
            }
            long next = harbor.nextId();
            policies.put(next, policy.put("id", next));
            return FakeReply.created(request.path() + "/" + next);
        }
        long wanted = Long.parseLong(rest.substring(1));
        if (request.method().equals("PUT") && policies.containsKey(wanted)) {
            policies.put(wanted, policy.put("id", wanted));
            return FakeReply.done(200);
        }
        return FakeReply.error(404, "NOT_FOUND");
    }

    private void check(JsonNode policy) {
        if (policy.path("targets").isEmpty() || policy.path("event_types").isEmpty()) {
            throw new Refused("empty policy");
        }
        var known = new ArrayList<>(List.of("PUSH_ARTIFACT", "PULL_ARTIFACT", "DELETE_ARTIFACT"));
        policy.path("event_types").forEach(event -> {
            if (!known.contains(event.asText())) {
                throw new Refused("event " + event.asText());
            }
        });
        policy.path("targets").forEach(target -> {
            FakeRequest.only(target, TARGET);
            var format = target.path("payload_format").asText("Default");
            boolean isKnown = harbor.knowsFormats ? FORMATS.contains(format) : !target.has("payload_format");
            if (!target.path("type").asText().equals("http") || !isKnown) {
                throw new Refused("target");
            }
        });
    }

    private ObjectNode shown(ObjectNode policy) {
        var shown = policy.deepCopy();
        if (!harbor.showsAuthorization) {
            shown.get("targets").forEach(target -> ((ObjectNode) target).remove("auth_header"));
        }
        return shown;
    }
}
