// SPDX-License-Identifier: Apache-2.0

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
 * A registry with the OCI Distribution API. A tag's digest is computed from the manifest's bytes; a SHA-256 that the registry
 * claims in a header must be the same. An image is missing only if the registry says so in the API's form; a web page is
 * a fault.
 *
 * <p>Source: OCI distribution specification, "Pulling manifests" and "Pulling blobs".
 */
public final class DistributionImageRegistry implements ImageRegistry, ImageListing {
    static final String DIGEST_HEADER = "Docker-Content-Digest";
    private static final String API_HEADER = "Docker-Distribution-Api-Version";
    private static final int MAX_CACHED = 20_000;

    /** A digest of another algorithm may be right, too, but cannot be compared with the SHA-256 of the bytes. */
    private static final Pattern OTHER_ALGORITHM = Pattern.compile("(?!sha256:)[a-z0-9]+(?:[+._-][a-z0-9]+)*:.+");

    private static final Set<String> NOT_FOUND_CODES =
            Set.of("MANIFEST_UNKNOWN", "NAME_UNKNOWN", "BLOB_UNKNOWN", "MANIFEST_BLOB_UNKNOWN", "NOT_FOUND");

    private final URI base;
    private final RegistrySession session;
    private final RegistryProblems problems;
    private final ResolutionCache cache = new ResolutionCache(MAX_CACHED);
    private final DistributionListing listing = new DistributionListing(this);

    DistributionImageRegistry(URI base, RegistrySession session, RegistryProblems problems) {
        this.base = base;
        this.session = session;
        this.problems = problems;
    }

    /**
     * Opens a client for the registry of a host.
     *
     * @param host the registry's host in references, under which its credentials are looked up
     * @param base the URL of the registry
     * @param config credentials and timeouts
     * @param clock the time, for the expiry of tokens
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

    /** The tags of a repository; empty if there is no such repository. */
    Set<Tag> tags(ImageRepository repository) {
        return new TagPages(uri(base, repository, "/tags/list?n=1000"), problems)
                .read(page -> found(session.get(page, pullScope(repository), "application/json", Json.MAX_BYTES)));
    }

    /**
     * The digest that the registry claims for a tag, not verified. It may be used to choose an image, but must never be
     * written. Empty if there is no such tag.
     */
    Optional<Digest> claimedDigest(ImageRepository repository, Tag tag) {
        var uri = uri(base, repository, "/manifests/" + tag);
        var outcome = session.head(uri, pullScope(repository), MediaTypes.ACCEPT_MANIFESTS);
        var answer = outcome.answer();
        if (answer.status() == 404) {
            // Without a body, only this header shows that a registry answered. Without the header, the body is needed.
            return answer.header(API_HEADER).isEmpty() ? resolvedDigest(repository, tag) : Optional.empty();
        }
        if (answer.status() != 200) {
            throw problems.unexpectedStatus(answer, outcome.credentialOrigin());
        }
        try {
            return Optional.of(Digest.parse(answer.header(DIGEST_HEADER).strip()));
        } catch (IdpException e) {
            // Not every registry sends the header.
            return resolvedDigest(repository, tag);
        }
    }

    private Optional<Digest> resolvedDigest(ImageRepository repository, Tag tag) {
        return resolve(repository, tag).image().map(ImageFacts::digest);
    }

    /** The media type in the manifest itself; not every registry sends the same in the header. */
    private String mediaType(HttpAnswer answer, byte[] bytes) {
        try {
            return Json.text(Json.object(bytes), "mediaType").orElseGet(answer::contentType);
        } catch (MalformedException e) {
            throw problems.fault(answer.uri(), "sends a manifest that " + e.why());
        }
    }

    /**
     * A manifest of any kind as it is stored, verified; empty if it is missing.
     *
     * @param expected the digest that was requested; absent for a tag
     */
    Optional<StoredManifest> storedManifest(ImageRepository repository, String reference, @Nullable Digest expected) {
        return manifest(repository, reference).map(answer -> {
            var bytes = manifestBytes(answer);
            return new StoredManifest(verified(answer, bytes, expected), mediaType(answer, bytes), Bytes.of(bytes));
        });
    }

    /** Resolves a digest from the cache if possible; it may have been deleted from the registry meanwhile. */
    Resolution resolveCached(ImageRepository repository, Digest digest) {
        return cache.find(repository, digest).orElseGet(() -> resolve(repository, digest));
    }

    private Resolution resolve(ImageRepository repository, String reference, @Nullable Digest expected) {
        return manifest(repository, reference)
                .map(answer -> resolve(repository, answer, expected))
                .orElseGet(Resolution.Missing::new);
    }

    private Resolution resolve(ImageRepository repository, HttpAnswer answer, @Nullable Digest expected) {
        if (MediaTypes.isSchema1(answer.contentType())) {
            // The digest of a schema 1 manifest is not that of its bytes. Only the media type is used, so nothing is
            // verified.
            return new Resolution.NotAnImage(answer.contentType());
        }
        var bytes = manifestBytes(answer);
        try {
            var manifest = Manifest.parse(bytes, answer.contentType());
            var digest = verified(answer, bytes, expected);
            return cache.find(repository, digest).orElseGet(() -> read(repository, digest, manifest));
        } catch (MalformedException e) {
            var digest = verified(answer, bytes, expected);
            boolean isWhatWasPushed = digest.equals(expected)
                    || answer.header(DIGEST_HEADER).strip().equals(digest.value());
            var flaw = Manifest.flaw(bytes);
            if (isWhatWasPushed && flaw.isPresent()) {
                return new Resolution.Unreadable(flaw.get());
            }
            throw problems.fault(answer.uri(), "sends a manifest that " + e.why());
        }
    }

    private byte[] manifestBytes(HttpAnswer answer) {
        if (isWebPage(answer)) {
            throw problems.fault(answer.uri(), "answers with a web page instead of a manifest");
        }
        return answer.body().orElseThrow(() -> problems.fault(answer.uri(), "sends a manifest that is too large"));
    }

    private Resolution read(ImageRepository repository, Digest digest, Manifest manifest) {
        var contents = new RemoteContents(repository);
        var resolution = new ImageFactsReader(contents).read(digest, manifest);
        if (contents.complete) {
            cache.put(repository, digest, resolution);
        }
        return resolution;
    }

    private Digest verified(HttpAnswer answer, byte[] bytes, @Nullable Digest expected) {
        var actual = Digest.of(bytes);
        var claimed = answer.header(DIGEST_HEADER).strip();
        boolean comparable = !OTHER_ALGORITHM.matcher(claimed).matches();
        if (!claimed.isEmpty() && comparable && !claimed.equals(actual.value())) {
            throw problems.wrongDigest(answer.uri(), claimed, actual);
        }
        if (expected != null && !expected.equals(actual)) {
            throw problems.wrongDigest(answer.uri(), expected.value(), actual);
        }
        return actual;
    }

    private Optional<HttpAnswer> manifest(ImageRepository repository, String reference) {
        return found(get(repository, "/manifests/" + reference, MediaTypes.ACCEPT_MANIFESTS));
    }

    /** Empty when the registry reports that there is nothing. */
    private Optional<HttpAnswer> found(RegistrySession.Outcome<HttpAnswer> outcome) {
        var answer = outcome.answer();
        if (answer.status() == 200) {
            return Optional.of(answer);
        }
        if (answer.status() != 404) {
            throw problems.unexpectedStatus(answer, outcome.credentialOrigin());
        }
        if (isNotFoundOfRegistry(answer)) {
            return Optional.empty();
        }
        throw problems.fault(answer.uri(), "answers with a page that is not a registry's (HTTP 404)");
    }

    private static boolean isNotFoundOfRegistry(HttpAnswer answer) {
        if (answer.errorCodes().stream().anyMatch(NOT_FOUND_CODES::contains)) {
            return true;
        }
        return !answer.header(API_HEADER).isEmpty() && !isWebPage(answer);
    }

    private static boolean isWebPage(HttpAnswer answer) {
        return answer.contentType().equals("text/html");
    }

    private RegistrySession.Outcome<HttpAnswer> get(ImageRepository repository, String path, String accept) {
        return session.get(uri(base, repository, path), pullScope(repository), accept, Json.MAX_BYTES);
    }

    /**
     * A URL of the API.
     *
     * @param base the URL of the registry
     * @param path below the repository, with a slash at its beginning
     */
    static URI uri(URI base, ImageRepository repository, String path) {
        return URI.create(base + "/v2/" + repository.path() + path);
    }

    static String pullScope(ImageRepository repository) {
        return "repository:" + repository.path() + ":pull";
    }

    /** The parts of an image of one repository, each verified by its digest. */
    private final class RemoteContents implements ImageContents {
        private final ImageRepository repository;

        /** Whether all parts exist. Otherwise the result is not cached, because a missing part may be pushed later. */
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
            // Every other failure is thrown: an image with a temporarily unknown time would bypass the watermark.
            var answer = found(get(repository, "/blobs/" + descriptor.digest(), "*/*"));
            complete &= answer.isPresent();
            answer.ifPresent(found -> found.body().ifPresent(bytes -> {
                var actual = Digest.of(bytes);
                if (!actual.equals(digest.get())) {
                    throw problems.wrongDigest(found.uri(), descriptor.digest(), actual);
                }
            }));
            return answer.flatMap(HttpAnswer::body);
        }
    }
}
