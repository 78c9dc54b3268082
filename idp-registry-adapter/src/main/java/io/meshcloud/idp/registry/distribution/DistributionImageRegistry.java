// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.config.RegistryConfig;
import io.meshcloud.idp.registry.http.Budget;
import io.meshcloud.idp.registry.http.HttpAnswer;
import io.meshcloud.idp.registry.http.Pause;
import io.meshcloud.idp.registry.http.RegistryProblems;
import io.meshcloud.idp.registry.http.RegistrySession;
import io.meshcloud.idp.registry.http.Scope;
import io.meshcloud.idp.registry.image.Descriptor;
import io.meshcloud.idp.registry.image.DigestText;
import io.meshcloud.idp.registry.image.ImageConfig;
import io.meshcloud.idp.registry.image.ImageContents;
import io.meshcloud.idp.registry.image.ImageFactsReader;
import io.meshcloud.idp.registry.image.ImageFactsReader.ManifestFacts;
import io.meshcloud.idp.registry.image.Manifest;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.image.Part;
import io.meshcloud.idp.registry.image.StoredManifest;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import io.meshcloud.idp.registry.memory.MemoryFolder;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A registry with the OCI Distribution API. A tag's digest is computed from the manifest's bytes; a SHA-256 that the
 * registry claims in a header must be the same. An image is missing only if the registry says so in the API's form, to
 * {@code GET}; a web page is a fault. An image is found only if the registry has it under that digest, with a part that
 * can be pulled.
 *
 * <p>Source: OCI distribution specification, "Pulling manifests" and "Pulling blobs".
 */
public final class DistributionImageRegistry implements ImageRegistry, ImageListing.AsFound {
    static final String DIGEST_HEADER = "Docker-Content-Digest";
    private static final String API_HEADER = "Docker-Distribution-Api-Version";
    private static final int MAX_CACHED = 40_000;

    /** The answers to {@code HEAD} that some registries and proxies give although the content exists. */
    static final Set<Integer> UNCERTAIN_HEAD = Set.of(404, 405, 501);

    /**
     * Harbor's refusal to serve an image that a project's policy does not allow; the answer to {@code HEAD} has no
     * code.
     */
    private static final String POLICY_CODE = "PROJECTPOLICYVIOLATION";

    private static final int POLICY_STATUS = 412;

    private static final Set<String> NO_REPOSITORY_CODES = Set.of("NAME_UNKNOWN", "NOT_FOUND");

    private final URI base;
    private final RegistrySession session;
    private final RegistryProblems problems;
    private final ResolutionCache cache = new ResolutionCache(MAX_CACHED);
    private final DistributionListing listing;

    DistributionImageRegistry(URI base, RegistrySession session, RegistryProblems problems) {
        this(base, session, problems, Budget::ofSharedListing, MemoryFolder.none());
    }

    /**
     * @param shares creates the budget for listing one of several repositories; its argument describes the question
     * @param memory keeps what was looked up for the next process
     */
    DistributionImageRegistry(
            URI base,
            RegistrySession session,
            RegistryProblems problems,
            Function<String, Budget> shares,
            MemoryFolder memory) {
        this.base = base;
        this.session = session;
        this.problems = problems;
        this.listing = new DistributionListing(this, shares, memory);
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
        return open(host, base, config, clock, pause, MemoryFolder.none());
    }

    /**
     * The same with a memory from one process to the next.
     *
     * @param memory keeps what polls have looked up
     */
    public static DistributionImageRegistry open(
            String host, URI base, RegistryConfig config, Clock clock, Pause pause, MemoryFolder memory) {
        var problems = new RegistryProblems(host, base);
        return new DistributionImageRegistry(
                base, RegistrySession.open(problems, config, clock, pause), problems, Budget::ofSharedListing, memory);
    }

    @Override
    public Resolution resolve(ImageRepository repository, Tag tag) {
        return resolve(question(repository, tag.value()), repository, tag.value(), null);
    }

    @Override
    public Resolution resolve(ImageRepository repository, Digest digest) {
        return resolve(question(repository, digest.value()), repository, digest.value(), digest);
    }

    private static Budget question(ImageRepository repository, String reference) {
        return Budget.ofQuestion("resolve " + reference + " of " + repository.path());
    }

    @Override
    public void list(Collection<Wanted> wanted, BiConsumer<ImageRepository, Listing> found) {
        listing.list(wanted, found);
    }

    RegistryProblems problems() {
        return problems;
    }

    URI base() {
        return base;
    }

    Duration longestWait() {
        return session.longestWait();
    }

    Pause pause() {
        return session.pause();
    }

    /** The tags of a repository; empty if there is no such repository. */
    Set<Tag> tags(Budget budget, ImageRepository repository) {
        return new TagPages(uri(base, repository, "/tags/list"), problems)
                .read(
                        page -> session.get(budget, page, Scope.pull(repository), "application/json", Json.MAX_BYTES),
                        outcome -> found(
                                outcome,
                                answer -> answer.errorCodes().stream().anyMatch(NO_REPOSITORY_CODES::contains)));
    }

    /**
     * The image of a tag for a list. Its digest may be one that the registry claims; it may be used to choose an image,
     * but must never be written. Whether the image still exists is known only as of the time when it was cached.
     *
     * @param known what the list knows of a digest
     */
    Resolution listed(
            Budget budget, ImageRepository repository, Tag tag, Function<Digest, Optional<Resolution>> known) {
        var outcome = head(budget, repository, tag.value());
        var answer = outcome.answer();
        // The answer to GET says why a registry refuses to serve an image.
        if (!UNCERTAIN_HEAD.contains(answer.status()) && answer.status() != POLICY_STATUS) {
            if (answer.status() != 200) {
                throw problems.unexpectedStatus(answer, outcome.credentialOrigin());
            }
            var claimed = digest(answer);
            if (claimed.isPresent()) {
                var digest = claimed.get();
                return cache.find(repository, digest)
                        .map(ManifestFacts::resolution)
                        .or(() -> known.apply(digest))
                        .orElseGet(() -> read(budget, repository, digest.value(), digest)
                                .reading()
                                .resolution());
            }
        }
        // Not every registry sends the header, or answers HEAD.
        return read(budget, repository, tag.value(), null).reading().resolution();
    }

    /**
     * An answer to a question about a tag.
     *
     * @param isResolved whether it is what {@link #resolve} answers
     */
    record Read(Resolution resolution, boolean isResolved) {}

    /** The same for an unknown tag: its manifest is read at once, which saves a request. */
    Read added(Budget budget, ImageRepository repository, Tag tag) {
        var answer = read(budget, repository, tag.value(), null);
        // Of an image that is cached, the registry was not asked whether it can still be pulled.
        return new Read(answer.reading().resolution(), !answer.isFromCache());
    }

    private static Optional<Digest> digest(HttpAnswer answer) {
        var text = answer.header(DIGEST_HEADER).strip();
        return DigestText.isDigest(text) && !DigestText.isOfOtherAlgorithm(text)
                ? Optional.of(Digest.parse(text))
                : Optional.empty();
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
    Optional<StoredManifest> storedManifest(
            Budget budget, ImageRepository repository, String reference, @Nullable Digest expected) {
        return manifest(budget, repository, reference).map(answer -> {
            var bytes = manifestBytes(answer);
            return new StoredManifest(verified(answer, bytes, expected), mediaType(answer, bytes), Bytes.of(bytes));
        });
    }

    /** Asks the registry whether an image exists and can be pulled at this moment. */
    private Resolution resolve(Budget budget, ImageRepository repository, String reference, @Nullable Digest expected) {
        var answer = read(budget, repository, reference, expected);
        if (answer.isFromCache() && !isStillPullable(budget, repository, answer.reading())) {
            answer.reading().resolution().image().ifPresent(facts -> cache.remove(repository, facts.digest()));
            answer = read(budget, repository, reference, expected);
        }
        return answer.reading().resolution();
    }

    /**
     * Whether one of the images that an index had when it was read is still in the repository; usually the first is.
     */
    private boolean isStillPullable(Budget budget, ImageRepository repository, ManifestFacts reading) {
        return reading.images().isEmpty()
                || reading.images().stream().anyMatch(image -> hasManifest(budget, repository, image.value()));
    }

    /**
     * Whether the repository has a manifest of any kind.
     *
     * @param digest a digest of any algorithm
     */
    private boolean hasManifest(Budget budget, ImageRepository repository, String digest) {
        var outcome = head(budget, repository, digest);
        var answer = outcome.answer();
        if (UNCERTAIN_HEAD.contains(answer.status())) {
            return manifest(budget, repository, digest).isPresent();
        }
        if (answer.status() != 200) {
            throw problems.unexpectedStatus(answer, outcome.credentialOrigin());
        }
        if (isWebPage(answer)) {
            throw problems.fault(answer.uri(), "answers with a web page instead of a manifest");
        }
        return true;
    }

    private RegistrySession.Outcome<HttpAnswer> head(Budget budget, ImageRepository repository, String reference) {
        return session.head(
                budget,
                uri(base, repository, "/manifests/" + reference),
                Scope.pull(repository),
                MediaTypes.ACCEPT_MANIFESTS);
    }

    private record Answer(ManifestFacts reading, boolean isFromCache) {
        static Answer of(Resolution resolution) {
            return new Answer(new ManifestFacts(resolution, List.of()), false);
        }
    }

    private Answer read(Budget budget, ImageRepository repository, String reference, @Nullable Digest expected) {
        var outcome = get(budget, repository, "/manifests/" + reference, MediaTypes.ACCEPT_MANIFESTS);
        if (isRefusedByPolicy(outcome.answer())) {
            var words = outcome.answer().words();
            return Answer.of(new Resolution.NotPullable("a policy of its project at the registry refuses it ("
                    + POLICY_CODE + ")" + (words.isEmpty() ? "" : ": " + Quoted.sentence(words))));
        }
        return foundPart(outcome)
                .map(answer -> read(budget, repository, answer, expected))
                .orElseGet(() -> Answer.of(new Resolution.Missing()));
    }

    private static boolean isRefusedByPolicy(HttpAnswer answer) {
        return answer.status() == POLICY_STATUS && answer.errorCodes().contains(POLICY_CODE);
    }

    private Answer read(Budget budget, ImageRepository repository, HttpAnswer answer, @Nullable Digest expected) {
        if (MediaTypes.isSchema1(answer.contentType())) {
            // The digest of a schema 1 manifest is not that of its bytes. Only the media type is used, so nothing is
            // verified.
            return Answer.of(new Resolution.NotAnImage(answer.contentType()));
        }
        var bytes = manifestBytes(answer);
        try {
            var manifest = Manifest.parse(bytes, answer.contentType());
            var digest = verified(answer, bytes, expected);
            var cached = cache.find(repository, digest);
            if (cached.isPresent()) {
                return new Answer(cached.get(), true);
            }
            boolean isKnown = digest.equals(expected) || digest(answer).isPresent();
            if (!isKnown && !hasManifest(budget, repository, digest.value())) {
                return Answer.of(new Resolution.NotPullable(
                        "the registry has the manifest, but not under its digest " + digest));
            }
            return new Answer(facts(budget, repository, digest, manifest), false);
        } catch (MalformedException e) {
            var digest = verified(answer, bytes, expected);
            boolean isWhatWasPushed = digest.equals(expected)
                    || answer.header(DIGEST_HEADER).strip().equals(digest.value());
            var flaw = Manifest.flaw(bytes);
            if (isWhatWasPushed && flaw.isPresent()) {
                return Answer.of(new Resolution.Unreadable(flaw.get()));
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

    private ManifestFacts facts(Budget budget, ImageRepository repository, Digest digest, Manifest manifest) {
        var contents = new RemoteContents(budget, repository);
        var reading = new ImageFactsReader(contents).read(digest, manifest);
        if (contents.complete) {
            cache.put(repository, digest, reading);
        }
        return reading;
    }

    private Digest verified(HttpAnswer answer, byte[] bytes, @Nullable Digest expected) {
        var actual = Digest.of(bytes);
        var claimed = answer.header(DIGEST_HEADER).strip();
        boolean comparable = !DigestText.isOfOtherAlgorithm(claimed);
        if (!claimed.isEmpty() && comparable && !claimed.equals(actual.value())) {
            // Any other text may be anything, also a secret that was sent.
            throw problems.wrongDigest(
                    answer.uri(), DigestText.isDigest(claimed) ? claimed : "a text that is no digest", actual);
        }
        if (expected != null && !expected.equals(actual)) {
            throw problems.wrongDigest(answer.uri(), expected.value(), actual);
        }
        return actual;
    }

    private Optional<HttpAnswer> manifest(Budget budget, ImageRepository repository, String reference) {
        return foundPart(get(budget, repository, "/manifests/" + reference, MediaTypes.ACCEPT_MANIFESTS));
    }

    /** A manifest or blob; any error code of a registry with HTTP 404 says that it is missing. */
    private Optional<HttpAnswer> foundPart(RegistrySession.Outcome<HttpAnswer> outcome) {
        return found(outcome, answer -> !answer.errorCodes().isEmpty());
    }

    /**
     * Empty when the registry reports that there is nothing.
     *
     * @param saysSo whether the body of an answer with HTTP 404 says that there is nothing
     */
    private Optional<HttpAnswer> found(RegistrySession.Outcome<HttpAnswer> outcome, Predicate<HttpAnswer> saysSo) {
        var answer = outcome.answer();
        if (answer.status() == 200) {
            return Optional.of(answer);
        }
        if (answer.status() != 404) {
            throw problems.unexpectedStatus(answer, outcome.credentialOrigin());
        }
        boolean isWithoutCodes =
                answer.errorCodes().isEmpty() && !answer.header(API_HEADER).isEmpty() && !isWebPage(answer);
        if (isWithoutCodes || saysSo.test(answer)) {
            return Optional.empty();
        }
        throw problems.unexpectedNotFound(answer);
    }

    private static boolean isWebPage(HttpAnswer answer) {
        return answer.contentType().equals("text/html");
    }

    private RegistrySession.Outcome<HttpAnswer> get(
            Budget budget, ImageRepository repository, String path, String accept) {
        return session.get(budget, uri(base, repository, path), Scope.pull(repository), accept, Json.MAX_BYTES);
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

    /** The parts of an image of one repository, each verified by its digest. */
    private final class RemoteContents implements ImageContents {
        private final Budget budget;
        private final ImageRepository repository;

        /** Whether all parts exist. Otherwise the result is not cached, because a missing part may be pushed later. */
        private boolean complete = true;

        private RemoteContents(Budget budget, ImageRepository repository) {
            this.budget = budget;
            this.repository = repository;
        }

        @Override
        public Part<Manifest> manifest(Descriptor descriptor) {
            var digest = descriptor.sha256();
            if (digest.isEmpty()) {
                return hasManifest(budget, repository, descriptor.digest()) ? Part.unusable() : missing();
            }
            var answer = DistributionImageRegistry.this.manifest(budget, repository, descriptor.digest());
            if (answer.isEmpty()) {
                return missing();
            }
            var bytes = answer.get().body();
            if (bytes.isEmpty()) {
                return Part.unusable();
            }
            verified(answer.get(), bytes.get(), digest.get());
            try {
                return Part.of(Manifest.parse(bytes.get(), descriptor.mediaType()));
            } catch (MalformedException e) {
                return Part.unusable();
            }
        }

        @Override
        public Part<ImageConfig> config(Descriptor descriptor) {
            var digest = descriptor.sha256();
            if (digest.isEmpty() || descriptor.size() > Json.MAX_BYTES) {
                return Part.unusable();
            }
            // Every other failure is thrown: an image with a temporarily unknown time would bypass the watermark.
            var answer = foundPart(get(budget, repository, "/blobs/" + descriptor.digest(), "*/*"));
            if (answer.isEmpty()) {
                return missing();
            }
            var bytes = answer.get().body();
            if (bytes.isEmpty()) {
                return Part.unusable();
            }
            var actual = Digest.of(bytes.get());
            if (!actual.equals(digest.get())) {
                throw problems.wrongDigest(answer.get().uri(), descriptor.digest(), actual);
            }
            return Part.of(ImageConfig.parse(bytes.get()));
        }

        private <T> Part<T> missing() {
            complete = false;
            return Part.missing();
        }
    }
}
