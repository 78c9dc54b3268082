package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.http.HttpAnswer;
import io.meshcloud.idp.registry.http.Pause;
import io.meshcloud.idp.registry.http.RegistryProblems;
import io.meshcloud.idp.registry.http.RegistrySession;
import io.meshcloud.idp.registry.image.Descriptor;
import io.meshcloud.idp.registry.image.ImageContents;
import io.meshcloud.idp.registry.image.ImageFactsReader;
import io.meshcloud.idp.registry.image.Manifest;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.image.StoredManifest;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import java.net.URI;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A registry behind the OCI Distribution API. What a tag stands for is the digest of the bytes that came, and of nothing
 * else: a SHA-256 that the registry claims beside them has to be the same. "Not there" counts only in a registry's own
 * words; a web page is a fault.
 *
 * <p>Source: OCI distribution specification, "Pulling manifests" and "Pulling blobs".
 */
public final class DistributionImageRegistry implements ImageRegistry, ImageListing {
    static final String DIGEST_HEADER = "Docker-Content-Digest";
    private static final String API_HEADER = "Docker-Distribution-Api-Version";
    private static final int MAX_REMEMBERED = 20_000;

    /** A digest by which these bytes may well be known, too; it says nothing about the one that counts here. */
    private static final Pattern OTHER_ALGORITHM = Pattern.compile("(?!sha256:)[a-z0-9]+(?:[+._-][a-z0-9]+)*:.+");

    private static final Set<String> NOT_THERE =
            Set.of("MANIFEST_UNKNOWN", "NAME_UNKNOWN", "BLOB_UNKNOWN", "MANIFEST_BLOB_UNKNOWN", "NOT_FOUND");

    private final URI base;
    private final RegistrySession session;
    private final RegistryProblems problems;
    private final RememberedImages remembered = new RememberedImages(MAX_REMEMBERED);
    private final DistributionListing listing = new DistributionListing(this);

    DistributionImageRegistry(URI base, RegistrySession session, RegistryProblems problems) {
        this.base = base;
        this.session = session;
        this.problems = problems;
    }

    /**
     * A client for the registry of a host.
     *
     * @param host as references have it; its credentials are looked up under this name
     * @param base where it is reached
     * @param config credentials and timeouts
     * @param clock tells when a token has expired
     */
    public static DistributionImageRegistry open(String host, URI base, RegistryConfig config, Clock clock) {
        return open(host, base, config, clock, Pause.real());
    }

    public static DistributionImageRegistry open(
            String host, URI base, RegistryConfig config, Clock clock, Pause pause) {
        var problems = new RegistryProblems(host, base);
        return new DistributionImageRegistry(base, RegistrySession.open(problems, config, clock, pause), problems);
    }

    @Override
    public Resolution resolve(ImageRepository repository, Tag tag) {
        return resolve(repository, tag.value(), null);
    }

    @Override
    public Resolution resolve(ImageRepository repository, Digest digest) {
        return resolve(repository, digest.value(), digest);
    }

    @Override
    public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
        return listing.list(wanted);
    }

    /** Those that a repository has; none if there is no such repository. */
    Set<Tag> tags(ImageRepository repository) {
        return new TagPages(base, repository, problems).read(page -> tagPage(repository, page));
    }

    private Optional<HttpAnswer> tagPage(ImageRepository repository, URI page) {
        var outcome = session.get(page, scope(repository), "application/json", Json.MAX_BYTES);
        return found(outcome);
    }

    /**
     * What the registry says that a tag stands for, unverified: good enough to choose by, never to be written down. Empty if
     * there is no such tag.
     */
    Optional<Digest> digest(ImageRepository repository, Tag tag) {
        var uri = URI.create(base + "/v2/" + repository.path() + "/manifests/" + tag.value());
        var outcome = session.head(uri, scope(repository), MediaTypes.ACCEPT_MANIFESTS);
        var answer = outcome.answer();
        if (answer.status() == 404) {
            // An answer without a body has one word that is a registry's own; without it, the body has to tell.
            return answer.header(API_HEADER).isEmpty() ? read(repository, tag) : Optional.empty();
        }
        if (answer.status() != 200) {
            throw problems.status(answer, outcome.used());
        }
        try {
            return Optional.of(Digest.parse(answer.header(DIGEST_HEADER).strip()));
        } catch (IdpException e) {
            // Not every registry tells; the manifest itself does.
            return read(repository, tag);
        }
    }

    private Optional<Digest> read(ImageRepository repository, Tag tag) {
        return resolve(repository, tag).image().map(ImageFacts::digest);
    }

    /** What a manifest calls itself; not every registry says the same beside it. */
    private String mediaType(HttpAnswer answer, byte[] bytes) {
        try {
            return Json.text(Json.object(bytes), "mediaType").orElseGet(answer::contentType);
        } catch (MalformedException e) {
            throw problems.fault(answer.uri(), "answers with something that " + e.why());
        }
    }

    /** A manifest of any kind as it is, verified; empty if it is not there. */
    Optional<StoredManifest> stored(ImageRepository repository, String reference, @Nullable Digest asked) {
        return manifest(repository, reference).map(answer -> {
            if (isWebPage(answer)) {
                throw problems.fault(answer.uri(), "answers with a web page, as no registry does");
            }
            var bytes =
                    answer.body().orElseThrow(() -> problems.fault(answer.uri(), "sends a manifest that is too large"));
            return new StoredManifest(verified(answer, bytes, asked), mediaType(answer, bytes), Bytes.of(bytes));
        });
    }

    /** What a digest stands for, asked once; that it is there at this moment is for the registry to say. */
    Resolution known(ImageRepository repository, Digest digest) {
        return remembered.find(repository, digest).orElseGet(() -> resolve(repository, digest));
    }

    private Resolution resolve(ImageRepository repository, String reference, @Nullable Digest asked) {
        var answer = manifest(repository, reference);
        if (answer.isEmpty()) {
            return new Resolution.Missing();
        }
        return resolve(repository, answer.get(), asked);
    }

    private Resolution resolve(ImageRepository repository, HttpAnswer answer, @Nullable Digest asked) {
        if (MediaTypes.isSchema1(answer.contentType())) {
            // Its digest is not that of its bytes; nothing is told from it, so there is nothing to verify.
            return new Resolution.NotAnImage(answer.contentType());
        }
        if (isWebPage(answer)) {
            throw problems.fault(answer.uri(), "answers with a web page, as no registry does");
        }
        var bytes = answer.body().orElseThrow(() -> problems.fault(answer.uri(), "sends a manifest that is too large"));
        try {
            var manifest = Manifest.parse(bytes, answer.contentType());
            var digest = verified(answer, bytes, asked);
            var before = remembered.find(repository, digest);
            return before.isPresent() ? before.get() : read(repository, digest, manifest);
        } catch (MalformedException e) {
            var digest = verified(answer, bytes, asked);
            boolean isWhatWasPushed =
                    digest.equals(asked) || answer.header(DIGEST_HEADER).strip().equals(digest.value());
            var flaw = Manifest.flaw(bytes);
            if (isWhatWasPushed && flaw.isPresent()) {
                return new Resolution.Unreadable(flaw.get());
            }
            throw problems.fault(answer.uri(), "answers with something that " + e.why());
        }
    }

    private Resolution read(ImageRepository repository, Digest digest, Manifest manifest) {
        var contents = new RemoteContents(repository);
        var read = new ImageFactsReader(contents).read(digest, manifest);
        if (contents.complete) {
            remembered.remember(repository, digest, read);
        }
        return read;
    }

    private Digest verified(HttpAnswer answer, byte[] bytes, @Nullable Digest asked) {
        var actual = Digest.of(bytes);
        var claimed = answer.header(DIGEST_HEADER).strip();
        boolean comparable = !OTHER_ALGORITHM.matcher(claimed).matches();
        if (!claimed.isEmpty() && comparable && !claimed.equals(actual.value())) {
            throw problems.lies(answer.uri(), claimed, actual);
        }
        if (asked != null && !asked.equals(actual)) {
            throw problems.lies(answer.uri(), asked.value(), actual);
        }
        return actual;
    }

    /** Empty when the registry says that there is none. */
    private Optional<HttpAnswer> manifest(ImageRepository repository, String reference) {
        return found(get(repository, "/manifests/" + reference, MediaTypes.ACCEPT_MANIFESTS));
    }

    private Optional<HttpAnswer> found(RegistrySession.Outcome outcome) {
        var answer = outcome.answer();
        if (answer.status() == 200) {
            return Optional.of(answer);
        }
        if (answer.status() != 404) {
            throw problems.status(answer, outcome.used());
        }
        if (saysNotThere(answer)) {
            return Optional.empty();
        }
        throw problems.fault(answer.uri(), "answers with a page that is not a registry's (HTTP 404)");
    }

    private static boolean saysNotThere(HttpAnswer answer) {
        if (RegistryProblems.errorCodes(answer).stream().anyMatch(NOT_THERE::contains)) {
            return true;
        }
        return !answer.header(API_HEADER).isEmpty() && !isWebPage(answer);
    }

    private static boolean isWebPage(HttpAnswer answer) {
        return answer.contentType().equals("text/html");
    }

    private RegistrySession.Outcome get(ImageRepository repository, String rest, String accept) {
        var uri = URI.create(base + "/v2/" + repository.path() + rest);
        return session.get(uri, scope(repository), accept, Json.MAX_BYTES);
    }

    private static String scope(ImageRepository repository) {
        return "repository:" + repository.path() + ":pull";
    }

    /** The parts of an image of one repository, each verified by its digest. */
    private final class RemoteContents implements ImageContents {
        private final ImageRepository repository;

        /** Whether each part was there: one that is not may come later, so what was read without it is not for ever. */
        private boolean complete = true;

        private RemoteContents(ImageRepository repository) {
            this.repository = repository;
        }

        @Override
        public Optional<Manifest> manifest(Descriptor descriptor) {
            var digest = descriptor.sha256();
            if (digest.isEmpty()) {
                return Optional.empty();
            }
            var answer = DistributionImageRegistry.this.manifest(repository, descriptor.digest());
            complete &= answer.isPresent();
            return answer.flatMap(HttpAnswer::body).flatMap(bytes -> {
                verified(answer.get(), bytes, digest.get());
                try {
                    return Optional.of(Manifest.parse(bytes, descriptor.mediaType()));
                } catch (MalformedException e) {
                    return Optional.empty();
                }
            });
        }

        @Override
        public Optional<byte[]> config(Descriptor descriptor) {
            var digest = descriptor.sha256();
            if (digest.isEmpty() || descriptor.size() > Json.MAX_BYTES) {
                return Optional.empty();
            }
            // Any other trouble is none of "unknown": a time taken for unknown in passing would slip past the
            // watermark.
            var answer = found(get(repository, "/blobs/" + descriptor.digest(), "*/*"));
            complete &= answer.isPresent();
            answer.ifPresent(there -> there.body().ifPresent(bytes -> {
                var actual = Digest.of(bytes);
                if (!actual.equals(digest.get())) {
                    throw problems.lies(there.uri(), descriptor.digest(), actual);
                }
            }));
            return answer.flatMap(HttpAnswer::body);
        }
    }
}
