// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.registry.image.MediaTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The OCI Distribution API of the fake and its token service, which behaves like a real registry: a challenge depends
 * on what was sent, a token with too few rights is issued without an error, and all repositories of a project are one
 * for its rights. Contents are texts.
 */
final class FakeOci {
    private static final Pattern PATH = Pattern.compile("/v2/(.+)/(manifests|blobs|tags|referrers)/(.*)");
    private static final Pattern SCOPE = Pattern.compile("repository:([^:]+):([a-z,]+)");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String API = "Docker-Distribution-Api-Version";
    private static final String DIGEST = "Docker-Content-Digest";

    private record Stored(String mediaType, String body) {}

    private static final class Repository {
        private final Map<String, Stored> manifests = new LinkedHashMap<>();
        private final Map<String, String> tags = new TreeMap<>();
        private final Set<String> blobs = new HashSet<>();
    }

    /** Whether a blob of another repository can be mounted; else its upload begins. */
    volatile boolean mounts = true;

    private final FakeHarbor harbor;
    private final Map<String, Repository> repositories = new HashMap<>();
    private final Map<String, String> blobs = new HashMap<>();
    private final Map<String, Set<String>> rightsOfTokens = new HashMap<>();

    FakeOci(FakeHarbor harbor) {
        this.harbor = harbor;
    }

    /** Pushes an image with unique content. */
    Digest push(ImageRepository repository, Instant created, String tag) {
        var config = HarborApi.object()
                .put("created", created.toString())
                .put("architecture", "amd64")
                .put("os", "linux");
        var manifest = manifest(repository, MediaTypes.OCI_CONFIG, config.toString(), "layer of " + tag + created);
        return push(repository, "IMAGE", manifest, tag);
    }

    /** A manifest whose config and layer are uploaded. */
    ObjectNode manifest(ImageRepository repository, String configType, String config, String layer) {
        var manifest = HarborApi.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
        manifest.set("config", descriptor(configType, blob(repository.path(), config)));
        manifest.putArray("layers").add(descriptor(MediaTypes.OCI_LAYER_GZIP, blob(repository.path(), layer)));
        return manifest;
    }

    /** How an index names a manifest. */
    ObjectNode descriptorOf(ObjectNode manifest) {
        return HarborApi.object()
                .put("mediaType", manifest.path("mediaType").asText())
                .put("digest", digest(manifest.toString()))
                .put("size", manifest.toString().length());
    }

    /**
     * Pushes a manifest or an index.
     *
     * @param type what Harbor takes it for, such as {@code IMAGE}
     */
    Digest push(ImageRepository repository, String type, ObjectNode manifest, String... tags) {
        harbor.project(HarborRepository.of(repository).project());
        var digest = digest(manifest.toString());
        var stored = new Stored(manifest.path("mediaType").asText(), manifest.toString());
        store(repository.path(), digest, type, stored, tags);
        return Digest.parse(digest);
    }

    /** Pushes a copy of an image that names another one as its subject. */
    Digest pushWithSubject(ImageRepository repository, Digest image, Digest subject, String tag) {
        var manifest =
                (ObjectNode) json(repositories.get(repository.path()).manifests.get(image.value()).body);
        manifest.putObject("subject")
                .put("mediaType", MediaTypes.OCI_MANIFEST)
                .put("digest", subject.value())
                .put("size", 1);
        return push(repository, "IMAGE", manifest, tag);
    }

    /** Deletes an image in both APIs. */
    void delete(ImageRepository repository, Digest digest) {
        var kept = repositories.get(repository.path());
        kept.manifests.remove(digest.value());
        kept.tags.values().removeIf(digest.value()::equals);
        var place = HarborRepository.of(repository);
        harbor.project(place.project()).delete(place.name(), digest);
    }

    private String blob(String repository, String content) {
        var digest = digest(content);
        blobs.put(digest, content);
        repository(repository).blobs.add(digest);
        return digest;
    }

    private ObjectNode descriptor(String type, String digest) {
        return HarborApi.object()
                .put("mediaType", type)
                .put("digest", digest)
                .put("size", blobs.get(digest).getBytes(StandardCharsets.UTF_8).length);
    }

    private static String digest(String content) {
        return Digest.of(content.getBytes(StandardCharsets.UTF_8)).value();
    }

    private Repository repository(String path) {
        return repositories.computeIfAbsent(path, key -> new Repository());
    }

    /** Harbor's own API does not list the tags of an accessory, and lists an image in a proxy cache only later. */
    private void store(String repository, String digest, String type, Stored manifest, String... tags) {
        var kept = repository(repository);
        kept.manifests.put(digest, manifest);
        for (var tag : tags) {
            kept.tags.put(tag, digest);
        }
        var project = project(repository);
        boolean isAccessory =
                json(manifest.body).has("subject") || Stream.of(tags).anyMatch(tag -> tag.startsWith("sha256-"));
        if (project.registryId == 0) {
            var name = repository.substring(repository.indexOf('/') + 1);
            project.push(name, type, Digest.parse(digest), harbor.now, tags);
            if (isAccessory) {
                project.hide(name, Digest.parse(digest));
            }
        }
    }

    /** Refuses from now on the tokens that were issued. */
    void expireTokens() {
        rightsOfTokens.clear();
    }

    private FakeProject project(String repository) {
        return harbor.projects.get(repository.substring(0, repository.indexOf('/')));
    }

    FakeReply answer(FakeRequest request) {
        if (request.path().equals("/service/token")) {
            return token(request);
        }
        boolean changes = !Set.of("GET", "HEAD").contains(request.method());
        if (changes && harbor.readOnly) {
            return FakeReply.readOnly();
        }
        var path = PATH.matcher(request.path());
        if (!path.matches()) {
            return FakeReply.noPath(request.path());
        }
        var refusal = refusal(request, path.group(1), changes ? "push" : "pull");
        if (refusal != null) {
            return refusal;
        }
        return switch (path.group(2)) {
            case "manifests" -> manifest(request, path.group(1), path.group(3));
            case "blobs" -> blob(request, path);
            case "tags" -> tags(path.group(1));
            default -> referrers(path.group(1), path.group(3));
        };
    }

    private @Nullable FakeReply refusal(FakeRequest request, String repository, String action) {
        boolean isAnonymous = request.authorization().equals("null");
        var project = project(repository);
        if (project == null && !isAnonymous) {
            var name = repository.substring(0, repository.indexOf('/'));
            return denied("project " + name + " not found: project " + name + " not found", "");
        }
        if (project != null && rights(request).contains(project.name + " " + action)) {
            var from = request.query().get("from");
            boolean mayMount = from == null || rights(request).contains(project(from).name + " pull");
            return mayMount ? null : denied(unauthorized(from, "pull"), "Basic realm=\"harbor\"");
        }
        if (!isAnonymous) {
            return denied(unauthorized(repository, action), "Basic realm=\"harbor\"");
        }
        var why = action.equals("pull")
                ? "authorize header needed to send HEAD to repository: authorize header needed to send HEAD to"
                        + " repository"
                : unauthorized(repository, action);
        return denied(
                why,
                "Bearer realm=\"" + harbor.url() + "/service/token\",service=\"harbor-registry\",scope=\"repository:"
                        + repository + (action.equals("pull") ? ":pull\"" : ":pull,push\""));
    }

    private static String unauthorized(String repository, String action) {
        var why = "unauthorized to access repository: " + repository + ", action: " + action;
        return why + ": " + why;
    }

    private static FakeReply denied(String why, String challenge) {
        return FakeReply.error(401, "UNAUTHORIZED", why)
                .with("WWW-Authenticate", challenge)
                .with(API, "registry/2.0");
    }

    private Set<String> rights(FakeRequest request) {
        var authorization = request.authorization();
        return authorization.startsWith("Bearer ")
                ? rightsOfTokens.getOrDefault(authorization.substring(7), Set.of())
                : rightsOf(authorization);
    }

    /** What an account may do, as words such as {@code team-a pull}. */
    private Set<String> rightsOf(String authorization) {
        var rights = new HashSet<String>();
        if (harbor.isAdministrator(authorization)) {
            harbor.projects.values().stream()
                    .filter(project -> project.mayBePulled)
                    .forEach(project -> rights.addAll(Set.of(project.name + " pull", project.name + " push")));
        }
        harbor.robots.robots.forEach((id, robot) -> {
            if (authorization.equals(basic(robot.get("name").asText(), harbor.robots.secrets.get(id)))) {
                robot.get("permissions")
                        .forEach(permission -> permission
                                .get("access")
                                .forEach(access ->
                                        rights.add(permission.get("namespace").asText() + " "
                                                + access.get("action").asText())));
            }
        });
        return rights;
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** A wrong password gets a token that allows nothing. */
    private FakeReply token(FakeRequest request) {
        var mine = rightsOf(request.authorization());
        if (mine.isEmpty() && request.scopes().isEmpty()) {
            return FakeReply.done(401);
        }
        var granted = new HashSet<String>();
        for (var text : request.scopes()) {
            var scope = SCOPE.matcher(text);
            if (!scope.matches()) {
                throw new FakeRequest.Refused("scope " + text);
            }
            var project = scope.group(1).substring(0, scope.group(1).indexOf('/'));
            for (var action : scope.group(2).split(",")) {
                if (mine.contains(project + " " + action)) {
                    granted.add(project + " " + action);
                }
            }
        }
        var token = "token-" + harbor.nextId();
        rightsOfTokens.put(token, granted);
        return FakeReply.json(
                200,
                HarborApi.object()
                        .put("token", token)
                        .put("access_token", "")
                        .put("expires_in", 1800)
                        .put("issued_at", harbor.now.toString()));
    }

    private FakeReply manifest(FakeRequest request, String name, String reference) {
        if (request.method().equals("PUT")) {
            return putManifest(request, name, reference);
        }
        var repository = repositories.get(name);
        if (repository == null) {
            return FakeReply.error(404, "NOT_FOUND", "repository " + name + " not found");
        }
        var digest = repository.tags.getOrDefault(reference, reference);
        var manifest = repository.manifests.get(digest);
        if (manifest == null) {
            return FakeReply.error(404, "NOT_FOUND", "artifact " + name + ":" + reference + " not found");
        }
        if (project(name).requiresSignatures && !reference.startsWith("sha256-") && !isSigned(repository, digest)) {
            return FakeReply.error(412, "PROJECTPOLICYVIOLATION", "The image is not signed by cosign.");
        }
        return content(manifest.mediaType, manifest.body);
    }

    private static boolean isSigned(Repository repository, String digest) {
        return repository.tags.containsKey(digest.replace(':', '-') + ".sig");
    }

    private static FakeReply content(String type, String body) {
        return FakeReply.text(200, type, body)
                .with(DIGEST, digest(body))
                .with(API, "registry/2.0")
                .with("Etag", "\"" + digest(body) + "\"");
    }

    private FakeReply putManifest(FakeRequest request, String name, String reference) {
        var project = project(name);
        if (project.registryId != 0) {
            return proxyCache(project);
        }
        boolean isTag = !reference.startsWith("sha256:");
        if (isTag && repository(name).tags.containsKey(reference) && project.isImmutable(reference)) {
            var shown = name.substring(name.indexOf('/') + 1) + ":" + reference;
            return FakeReply.error(
                    412, "PRECONDITION", "Failed to process request due to '" + shown + "' configured as immutable.");
        }
        if (project.quota >= 0) {
            return overQuota(project, "adding 270 B");
        }
        var digest = digest(request.body());
        var tags = isTag ? new String[] {reference} : new String[0];
        store(name, digest, "IMAGE", new Stored(request.contentType(), request.body()), tags);
        return stored("/v2/" + name + "/manifests/", digest);
    }

    private FakeReply stored(String path, String digest) {
        return FakeReply.created(harbor.url() + path + digest)
                .with(DIGEST, digest)
                .with(API, "registry/2.0");
    }

    private static FakeReply proxyCache(FakeProject project) {
        return FakeReply.error(403, "DENIED", "denied: can not push artifact to a proxy project: " + project.name);
    }

    private static FakeReply overQuota(FakeProject project, String change) {
        return FakeReply.error(
                403,
                "DENIED",
                change
                        + " of storage resource, which when updated to current usage of 7.1 KiB will exceed the"
                        + " configured upper limit of " + project.quota + " B.");
    }

    private FakeReply blob(FakeRequest request, Matcher path) {
        var name = path.group(1);
        var reference = path.group(3);
        if (reference.startsWith("uploads/")) {
            return upload(request, name);
        }
        if (!repository(name).blobs.contains(reference)) {
            return FakeReply.error(404, "NOT_FOUND", "blob " + reference + " not found");
        }
        return content("application/octet-stream", blobs.get(reference));
    }

    /** An upload is one PUT to the location that POST names. */
    private FakeReply upload(FakeRequest request, String name) {
        var project = project(name);
        if (project.registryId != 0) {
            return proxyCache(project);
        }
        if (request.method().equals("PUT")) {
            return stored("/v2/" + name + "/blobs/", blob(name, request.body()));
        }
        var mounted = request.query().get("mount");
        if (project.quota >= 0) {
            return overQuota(project, mounted == null ? "subtracting 0 B" : "adding 270 B");
        }
        if (mounts
                && mounted != null
                && repository(request.query().get("from")).blobs.contains(mounted)) {
            repository(name).blobs.add(mounted);
            return stored("/v2/" + name + "/blobs/", mounted);
        }
        return new FakeReply(202, Map.of("Location", harbor.url() + request.path() + "1?_state=x"), "")
                .with(API, "registry/2.0");
    }

    private FakeReply tags(String name) {
        var repository = repositories.get(name);
        if (repository == null) {
            return FakeReply.error(404, "NOT_FOUND", "repository " + name + " not found");
        }
        var body = HarborApi.object().put("name", name);
        var tags = body.putArray("tags");
        repository.tags.keySet().forEach(tags::add);
        return FakeReply.json(200, body);
    }

    private FakeReply referrers(String name, String subject) {
        var found = new ArrayList<JsonNode>();
        repository(name).manifests.forEach((digest, manifest) -> {
            if (json(manifest.body).at("/subject/digest").asText().equals(subject)) {
                found.add(HarborApi.object()
                        .put("mediaType", manifest.mediaType)
                        .put("digest", digest)
                        .put("size", manifest.body.length()));
            }
        });
        var index = HarborApi.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        index.putArray("manifests").addAll(List.copyOf(found));
        return FakeReply.text(200, MediaTypes.OCI_INDEX, index.toString())
                .with("X-Total-Count", String.valueOf(found.size()));
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new FakeRequest.Refused("no JSON");
        }
    }
}
