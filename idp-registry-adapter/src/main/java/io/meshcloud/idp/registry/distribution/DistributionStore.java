package io.meshcloud.idp.registry.distribution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.copy.ImageStore;
import io.meshcloud.idp.registry.http.HttpAnswer;
import io.meshcloud.idp.registry.http.Origin;
import io.meshcloud.idp.registry.http.RegistryProblems;
import io.meshcloud.idp.registry.http.RegistrySession;
import io.meshcloud.idp.registry.image.Descriptor;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.image.StoredManifest;
import io.meshcloud.idp.registry.image.VerifiedStream;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One repository of a registry behind the OCI Distribution API.
 *
 * <p>Source: OCI distribution specification, "Pushing Blobs", "Mounting a blob from another repository", "Pushing
 * Manifests", "Listing Referrers".
 */
public final class DistributionStore implements ImageStore {
    private static final String ANY = "*/*";
    private static final String PUSH = "push to it, if its quota is not used up";

    /** A registry without the referrers API may say so in several ways. */
    private static final Set<Integer> NO_API = Set.of(400, 404, 405, 501);

    private final ImageRepository repository;
    private final URI base;
    private final RegistrySession session;
    private final RegistryProblems problems;
    private final DistributionImageRegistry images;
    /** Uploads that the registry waits for: where they go on, and with which authorization they were begun. */
    private final Map<Digest, RegistrySession.Outcome> begun = new ConcurrentHashMap<>();

    public DistributionStore(ImageRepository repository, RegistrySession session, RegistryProblems problems) {
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
        return images.stored(repository, digest.value(), digest);
    }

    @Override
    public Optional<StoredManifest> manifest(Tag tag) {
        return images.stored(repository, tag.value(), null);
    }

    @Override
    public boolean hasManifest(Digest digest) {
        return has(uri("/manifests/" + digest), MediaTypes.ACCEPT_MANIFESTS);
    }

    @Override
    public boolean hasBlob(Digest digest) {
        return has(uri("/blobs/" + digest), ANY);
    }

    private boolean has(URI uri, String accept) {
        var outcome = session.head(uri, pull(), accept);
        if (outcome.answer().status() == 404) {
            return false;
        }
        if (outcome.answer().status() != 200) {
            throw problems.status(outcome.answer(), outcome.used());
        }
        return true;
    }

    @Override
    public Blob blob(Digest digest) {
        var opened = session.open(uri("/blobs/" + digest), pull(), ANY);
        return opened.content()
                .map(content ->
                        new Blob(content, RegistryProblems.where(opened.head().uri())))
                .orElseThrow(() -> problems.status(opened.head(), opened.used()));
    }

    @Override
    public List<ObjectNode> referrers(Digest subject) {
        var found = new ArrayList<ObjectNode>();
        var listed = new AtomicBoolean(true);
        new LinkedPages(uri("/referrers/" + subject), problems).read(page -> {
            var outcome = session.get(page, pull(), MediaTypes.OCI_INDEX, Json.MAX_BYTES);
            var answer = outcome.answer();
            if (NO_API.contains(answer.status())) {
                listed.set(false);
                return Optional.empty();
            }
            if (answer.status() != 200) {
                throw problems.status(answer, outcome.used());
            }
            var bytes = answer.body()
                    .orElseThrow(() -> problems.fault(answer.uri(), "sends a list of referrers that is too large"));
            found.addAll(entries(answer.uri(), bytes));
            return Optional.of(answer);
        });
        return listed.get() ? found : byTag(subject);
    }

    /** Where the registry keeps no list, those who push do. */
    private List<ObjectNode> byTag(Digest subject) {
        var tag = Tag.parse("sha256-" + subject.hex());
        return manifest(tag)
                .map(manifest -> entries(uri("/manifests/" + tag), manifest.array()))
                .orElse(List.of());
    }

    private List<ObjectNode> entries(URI uri, byte[] index) {
        try {
            var entries = new ArrayList<ObjectNode>();
            for (var entry : Json.object(index).path("manifests")) {
                Descriptor.parse(entry);
                entries.add((ObjectNode) entry);
            }
            return entries;
        } catch (MalformedException e) {
            throw problems.fault(uri, "answers with a list of referrers that " + e.why());
        }
    }

    @Override
    public boolean mount(Digest digest, ImageRepository from) {
        var uri = uri("/blobs/uploads/?mount=" + digest + "&from=" + from.path());
        var scope = push() + " repository:" + from.path() + ":pull";
        var outcome = session.change("POST", uri, scope, Map.of(), BodyPublishers::noBody);
        return switch (outcome.answer().status()) {
            case 201 -> true;
            case 202 -> {
                // It wants the bytes, and has said where.
                begun.put(digest, outcome);
                yield false;
            }
            // It does not let us read there by this way; the usual one may be open.
            case 401, 403, 404, 405 -> false;
            default -> throw refused(outcome);
        };
    }

    @Override
    public void upload(Digest digest, long size, VerifiedStream content) {
        var mounting = begun.remove(digest);
        var upload = mounting == null ? begin() : mounting;
        var place = place(upload.answer(), digest);
        var ended = session.upload(place, upload.authorization(), body(size, content), content::passed);
        if (ended.answer().status() != 201) {
            throw refused(ended);
        }
    }

    private RegistrySession.Outcome begin() {
        var outcome = session.change("POST", uri("/blobs/uploads/"), push(), Map.of(), BodyPublishers::noBody);
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

    /** Where the upload goes on; our credentials go along, so it has to be the registry itself. */
    private URI place(HttpAnswer begun, Digest digest) {
        var location = begun.header("Location");
        try {
            var place = begun.uri().resolve(location);
            if (!location.isEmpty()
                    && place.getRawFragment() == null
                    && place.getRawUserInfo() == null
                    && Origin.of(base).has(place)) {
                return URI.create(place + (place.getRawQuery() == null ? "?" : "&") + "digest=" + digest);
            }
        } catch (IllegalArgumentException e) {
            throw problems.fault(begun.uri(), "names a place for an upload that is no URL");
        }
        throw problems.fault(
                begun.uri(),
                "sends uploads to another place than where it is reached, and our credentials do not go there");
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
                "PUT",
                uri("/manifests/" + reference),
                push(),
                Map.of("Content-Type", manifest.mediaType()),
                () -> BodyPublishers.ofByteArray(manifest.array()));
        var answer = outcome.answer();
        if (answer.status() != 201 && answer.status() != 200) {
            throw refused(outcome);
        }
        var kept = answer.header(DistributionImageRegistry.DIGEST_HEADER).strip();
        if (kept.startsWith("sha256:") && !kept.equals(manifest.digest().value())) {
            throw problems.lies(answer.uri(), kept, manifest.digest());
        }
        return !isAboutAnother(manifest) || !answer.header("OCI-Subject").isEmpty();
    }

    private static boolean isAboutAnother(StoredManifest manifest) {
        try {
            return Json.object(manifest.array()).path("subject").isObject();
        } catch (MalformedException e) {
            return false;
        }
    }

    private IdpException refused(RegistrySession.Outcome outcome) {
        int status = outcome.answer().status();
        return status == 401 || status == 403
                ? problems.denied(outcome.answer().uri(), status, outcome.used(), PUSH)
                : problems.status(outcome.answer(), outcome.used());
    }

    private URI uri(String rest) {
        return URI.create(base + "/v2/" + repository.path() + rest);
    }

    private String pull() {
        return "repository:" + repository.path() + ":pull";
    }

    private String push() {
        return "repository:" + repository.path() + ":pull,push";
    }
}
