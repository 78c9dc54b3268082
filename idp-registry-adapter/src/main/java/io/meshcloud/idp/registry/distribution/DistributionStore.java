// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.copy.ImageStore;
import io.meshcloud.idp.registry.http.Budget;
import io.meshcloud.idp.registry.http.HttpAnswer;
import io.meshcloud.idp.registry.http.Origin;
import io.meshcloud.idp.registry.http.RegistryProblems;
import io.meshcloud.idp.registry.http.RegistrySession;
import io.meshcloud.idp.registry.http.Scope;
import io.meshcloud.idp.registry.image.DigestText;
import io.meshcloud.idp.registry.image.ImageTags;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.image.StoredManifest;
import io.meshcloud.idp.registry.image.VerifiedStream;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.JsonCursor;
import io.meshcloud.idp.registry.json.MalformedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One repository of a registry with the OCI Distribution API, to copy images from and to.
 *
 * <p>Source: OCI distribution specification, "Pushing Blobs", "Mounting a blob from another repository", "Pushing
 * Manifests", "Listing Referrers".
 */
public final class DistributionStore implements ImageStore {
    private static final String ANY_TYPE = "*/*";
    /** Longer than any digest. */
    private static final int MAX_DIGEST = 300;

    private static final String PUSH_RIGHT = "push to it, if its quota is not used up";

    /** The answers of registries without the referrers API. */
    private static final Set<Integer> NO_REFERRERS_API = Set.of(400, 404, 405, 501);

    private final ImageRepository repository;
    private final URI base;
    private final RegistrySession session;
    private final RegistryProblems problems;
    private final DistributionImageRegistry images;
    private final Budget budget;
    /** Uploads that the registry began in place of a mount, with their location and authorization. */
    private final Map<Digest, RegistrySession.Outcome<HttpAnswer>> begunUploads = new ConcurrentHashMap<>();

    /** A store for one copy: all its requests have one budget. */
    public DistributionStore(ImageRepository repository, RegistrySession session, RegistryProblems problems) {
        this.budget = Budget.ofCopy("copy an image from or to " + repository.path());
        this.repository = repository;
        this.base = problems.base();
        this.session = session;
        this.problems = problems;
        this.images = new DistributionImageRegistry(base, session, problems);
    }

    @Override
    public ImageRepository repository() {
        return repository;
    }

    @Override
    public Optional<StoredManifest> manifest(Digest digest) {
        return images.storedManifest(budget, repository, digest.value(), digest);
    }

    @Override
    public Optional<StoredManifest> manifest(Tag tag) {
        return images.storedManifest(budget, repository, tag.value(), null);
    }

    @Override
    public boolean hasManifest(Digest digest) {
        return exists(uri("/manifests/" + digest), MediaTypes.ACCEPT_MANIFESTS);
    }

    @Override
    public boolean hasBlob(Digest digest) {
        return exists(uri("/blobs/" + digest), ANY_TYPE);
    }

    /** A blob that seems to be missing is written again, which is harmless. */
    private boolean exists(URI uri, String accept) {
        var outcome = session.head(budget, uri, pullScope(), accept);
        if (DistributionImageRegistry.UNCERTAIN_HEAD.contains(outcome.answer().status())) {
            return false;
        }
        if (outcome.answer().status() != 200) {
            throw problems.unexpectedStatus(outcome.answer(), outcome.credentialOrigin());
        }
        if (outcome.answer().contentType().equals("text/html")) {
            throw problems.fault(uri, "answers with a web page instead of content");
        }
        return true;
    }

    @Override
    public Blob blob(Digest digest) {
        var outcome = session.openStream(budget, uri("/blobs/" + digest), pullScope(), ANY_TYPE);
        var answer = outcome.answer();
        return answer.optionalContent()
                .map(content ->
                        new Blob(content, RegistryProblems.where(answer.head().uri())))
                .orElseThrow(() -> problems.unexpectedStatus(answer.head(), outcome.credentialOrigin()));
    }

    @Override
    public List<Digest> referrers(Digest subject, int limit) {
        var found = new Referrers(limit);
        var hasApi = new AtomicBoolean(true);
        new LinkedPages(uri("/referrers/" + subject), problems).read(page -> {
            var outcome = session.get(budget, page, pullScope(), MediaTypes.OCI_INDEX, Json.MAX_BYTES);
            var answer = outcome.answer();
            if (NO_REFERRERS_API.contains(answer.status())) {
                hasApi.set(false);
                return Optional.empty();
            }
            if (answer.status() != 200) {
                throw problems.unexpectedStatus(answer, outcome.credentialOrigin());
            }
            var bytes = answer.body()
                    .orElseThrow(() -> problems.fault(answer.uri(), "sends a list of referrers that is too large"));
            found.read(answer.uri(), bytes);
            return Optional.of(new LinkedPages.Page(answer, Optional.empty(), found.isEnough()));
        });
        if (!hasApi.get()) {
            // Without the referrers API, clients keep the list under a tag.
            var tag = ImageTags.referrersTag(subject);
            manifest(tag).ifPresent(manifest -> found.read(uri("/manifests/" + tag), manifest.array()));
        }
        return List.copyOf(found.digests);
    }

    /** The digests of a list of referrers. Nothing else is kept, because a registry decides what it lists. */
    private final class Referrers {
        private final int limit;
        private final Set<Digest> digests = new LinkedHashSet<>();

        private Referrers(int limit) {
            this.limit = limit;
        }

        private boolean isEnough() {
            return digests.size() > limit;
        }

        private void read(URI uri, byte[] index) {
            try {
                JsonCursor.read(index, document -> {
                    if (!document.object(Map.of("manifests", list -> list.array(this::readEntry)))) {
                        throw new MalformedException("is not a JSON object");
                    }
                });
            } catch (MalformedException e) {
                throw problems.fault(uri, "sends a list of referrers that " + e.why());
            }
        }

        private void readEntry(JsonCursor entry) throws IOException, MalformedException {
            var fields = new HashMap<String, String>();
            entry.object(Map.of(
                    "digest",
                            value -> fields.put("digest", value.text(MAX_DIGEST).orElse("")),
                    "size", value -> fields.put("size", value.number())));
            var digest = fields.getOrDefault("digest", "");
            var size = fields.getOrDefault("size", "");
            if (!DigestText.isDigest(digest)) {
                throw new MalformedException("has the entry " + Quoted.of(digest) + ", which is not a digest");
            }
            if (size.isEmpty() || size.startsWith("-")) {
                throw new MalformedException("has the entry " + digest + " without a size in bytes");
            }
            if (!DigestText.isOfOtherAlgorithm(digest) && !isEnough()) {
                digests.add(Digest.parse(digest));
            }
        }
    }

    @Override
    public boolean mount(Digest digest, ImageRepository from) {
        var uri = uri("/blobs/uploads/?mount=" + digest + "&from=" + from.path());
        var scope = pushScope().andPull(from);
        var outcome = session.change(budget, "POST", uri, scope, Map.of(), BodyPublishers::noBody);
        return switch (outcome.answer().status()) {
            case 201 -> true;
            case 202 -> {
                // The registry began an upload instead.
                begunUploads.put(digest, outcome);
                yield false;
            }
            // Mounting may be forbidden where pulling and pushing are allowed.
            case 401, 403, 404, 405 -> false;
            default -> throw refused(outcome);
        };
    }

    @Override
    public void upload(Digest digest, long size, VerifiedStream content) {
        var begun = begunUploads.remove(digest);
        var upload = begun == null ? beginUpload() : begun;
        var location = location(upload.answer(), digest);
        var outcome = session.upload(budget, location, upload.authorization(), body(size, content), content::bytesRead);
        if (outcome.answer().status() != 201) {
            throw refused(outcome);
        }
    }

    private RegistrySession.Outcome<HttpAnswer> beginUpload() {
        var outcome =
                session.change(budget, "POST", uri("/blobs/uploads/"), pushScope(), Map.of(), BodyPublishers::noBody);
        if (outcome.answer().status() != 202) {
            throw refused(outcome);
        }
        return outcome;
    }

    private static Supplier<BodyPublisher> body(long size, VerifiedStream content) {
        return () -> size == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> content), size);
    }

    /** Where to send the bytes. The request has our credentials, so this must be the registry itself. */
    private URI location(HttpAnswer begun, Digest digest) {
        var header = begun.header("Location");
        try {
            var location = begun.uri().resolve(header);
            if (!header.isEmpty()
                    && location.getRawFragment() == null
                    && location.getRawUserInfo() == null
                    && Origin.of(base).has(location)) {
                return URI.create(location + (location.getRawQuery() == null ? "?" : "&") + "digest=" + digest);
            }
        } catch (IllegalArgumentException e) {
            throw problems.fault(begun.uri(), "names a location for an upload that is not a URL");
        }
        throw problems.fault(
                begun.uri(),
                "names a location for an upload on another server than its own, which must not get our credentials");
    }

    @Override
    public boolean put(StoredManifest manifest) {
        return put(manifest, manifest.digest().value());
    }

    @Override
    public void tag(StoredManifest manifest, Tag tag) {
        put(manifest, tag.value());
    }

    private boolean put(StoredManifest manifest, String reference) {
        var outcome = session.change(
                budget,
                "PUT",
                uri("/manifests/" + reference),
                pushScope(),
                Map.of("Content-Type", manifest.mediaType()),
                () -> BodyPublishers.ofByteArray(manifest.array()));
        var answer = outcome.answer();
        if (answer.status() != 201 && answer.status() != 200) {
            throw refused(outcome);
        }
        var stored = answer.header(DistributionImageRegistry.DIGEST_HEADER).strip();
        if (stored.startsWith("sha256:") && !stored.equals(manifest.digest().value())) {
            throw problems.wrongDigest(answer.uri(), stored, manifest.digest());
        }
        return !hasSubject(manifest) || !answer.header("OCI-Subject").isEmpty();
    }

    private static boolean hasSubject(StoredManifest manifest) {
        try {
            return Json.object(manifest.array()).path("subject").isObject();
        } catch (MalformedException e) {
            return false;
        }
    }

    private IdpException refused(RegistrySession.Outcome<HttpAnswer> outcome) {
        return problems.unexpectedStatus(outcome.answer(), outcome.credentialOrigin(), PUSH_RIGHT);
    }

    private URI uri(String path) {
        return DistributionImageRegistry.uri(base, repository, path);
    }

    private Scope pullScope() {
        return Scope.pull(repository);
    }

    private Scope pushScope() {
        return Scope.push(repository);
    }
}
