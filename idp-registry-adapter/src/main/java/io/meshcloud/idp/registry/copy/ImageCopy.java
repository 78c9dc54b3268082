package io.meshcloud.idp.registry.copy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.image.Descriptor;
import io.meshcloud.idp.registry.image.Manifest;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.image.StoredManifest;
import io.meshcloud.idp.registry.image.VerifiedStream;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import io.meshcloud.idp.spi.registry.ImageTransfer.Transferred;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One image on its way from one repository to another. Everything that a manifest points to goes before it, so whatever
 * is at the new place is whole there, however the copy ends. Serves one thread.
 */
public final class ImageCopy {
    /** A signature of an SBOM of an image is two deep. */
    private static final int MAX_DEPTH = 4;

    /** An index may name another one, and each of them thousands: far more than any image has, and an end. */
    private static final int MAX_MANIFESTS = 1_000;

    /** How cosign calls what belongs to an image where a registry keeps no referrers. */
    private static final List<String> COSIGN = List.of(".sig", ".att", ".sbom");

    private final ImageStore source;
    private final ImageStore target;
    private final boolean mountable;
    private final Set<Digest> done = new HashSet<>();
    private int seen;
    private int manifests;
    private int mounted;
    private int uploaded;
    private long bytes;

    /**
     * @param mountable whether both lie at one registry
     */
    public ImageCopy(ImageStore source, ImageStore target, boolean mountable) {
        this.source = source;
        this.target = target;
        this.mountable = mountable;
    }

    public Transferred copy(Digest digest, Tag tag) {
        var image = source.manifest(digest).orElseThrow(() -> notThere(digest));
        // Before the long way, not behind it.
        var before = target.manifest(tag).map(StoredManifest::digest);
        if (before.isPresent() && !before.get().equals(digest)) {
            throw Problem.of(
                            ProblemCode.TAG_TAKEN,
                            "the tag " + Quoted.of(tag.value()) + " of " + target.repository() + " stands for "
                                    + before.get() + ", not for " + digest,
                            target.repository().toString(),
                            "find out who wrote it; nobody else gives tags that end like this")
                    .asException();
        }
        copy(image, 0);
        if (before.isEmpty()) {
            target.tag(image, tag);
        }
        return new Transferred(manifests, mounted, uploaded, bytes, before.isEmpty());
    }

    /**
     * The manifest with what it consists of, then what is about it.
     *
     * @return whether it was written now, and the target lists it among the referrers of its subject by itself
     */
    private boolean copy(StoredManifest manifest, int depth) {
        if (!done.add(manifest.digest())) {
            return false;
        }
        var kind = parsed(manifest);
        boolean isKept = target.hasManifest(manifest.digest());
        // The parts of an index may have got signatures of their own since.
        kind.match(image -> isKept || blobs(image), index -> children(index, depth), foreign -> true);
        boolean isListed = false;
        if (!isKept) {
            isListed = target.put(manifest);
            manifests++;
        }
        if (depth < MAX_DEPTH) {
            about(manifest.digest(), depth + 1);
        }
        return isListed;
    }

    private Manifest parsed(StoredManifest manifest) {
        seen++;
        try {
            return Manifest.parse(manifest.array(), manifest.mediaType());
        } catch (MalformedException e) {
            throw unusable("the manifest " + manifest.digest() + " " + e.why(), "push the image again");
        }
    }

    private boolean children(Manifest.Index index, int depth) {
        requireFewer(index.manifests().size());
        for (var child : index.manifests()) {
            // An index may name images that were never pushed; whether it is taken without them is for the registry to
            // say.
            child.sha256().flatMap(source::manifest).ifPresent(manifest -> copy(manifest, depth));
        }
        return true;
    }

    private boolean blobs(Manifest.Image image) {
        Stream.concat(Stream.of(image.config()), image.layers().stream())
                .filter(blob -> !blob.isElsewhere())
                .forEach(this::blob);
        return true;
    }

    private void blob(Descriptor blob) {
        var digest = blob.sha256()
                .orElseThrow(() -> unusable(
                        "the image consists of " + blob.digest() + ", and only sha256 can be checked",
                        "build the image with sha256 digests"));
        if (!done.add(digest) || target.hasBlob(digest)) {
            return;
        }
        if (mountable && target.mount(digest, source.repository())) {
            mounted++;
            return;
        }
        upload(digest, blob.size());
    }

    private void upload(Digest digest, long size) {
        var blob = source.blob(digest);
        try (var content = new VerifiedStream(blob.content(), digest, size)) {
            try {
                target.upload(digest, size, content);
            } catch (IdpException e) {
                // A source that lies or goes away makes the upload fail, too: say who it was.
                throw content.other()
                        .map(actual -> lies(blob, digest, "bytes of the digest " + actual))
                        .or(() -> content.isTooLong()
                                ? Optional.of(lies(blob, digest, "more than the announced " + size + " bytes"))
                                : Optional.empty())
                        .or(() -> content.failure().map(failure -> brokenOff(blob, failure)))
                        .orElse(e);
            }
            uploaded++;
            bytes += size;
        } catch (IOException e) {
            throw new IllegalStateException("closing what was read to its end", e);
        }
    }

    private void about(Digest subject, int depth) {
        var unsure = new ArrayList<ObjectNode>();
        var referrers = source.referrers(subject);
        requireFewer(referrers.size());
        for (var referrer : referrers) {
            digest(referrer)
                    .flatMap(source::manifest)
                    .filter(manifest -> !copy(manifest, depth))
                    .ifPresent(manifest -> unsure.add(referrer));
        }
        if (!unsure.isEmpty()) {
            // Also those that an earlier copy has brought: it may have broken off before it could list them.
            var listed = target.referrers(subject).stream()
                    .flatMap(referrer -> digest(referrer).stream())
                    .collect(Collectors.toSet());
            unsure.removeIf(
                    referrer -> digest(referrer).filter(listed::contains).isPresent());
        }
        if (!unsure.isEmpty()) {
            list(subject, unsure);
        }
        COSIGN.forEach(end -> byTag(Tag.parse("sha256-" + subject.hex() + end), depth));
    }

    /** Empty for one of another algorithm, which cannot be checked. */
    private static Optional<Digest> digest(ObjectNode descriptor) {
        return Json.text(descriptor, "digest")
                .filter(digest -> digest.startsWith("sha256:"))
                .map(Digest::parse);
    }

    /**
     * Where the registry does not keep the list of referrers, whoever pushes one does.
     *
     * <p>Source: OCI distribution specification, "Referrers Tag Schema".
     */
    private void list(Digest subject, List<ObjectNode> more) {
        var tag = Tag.parse("sha256-" + subject.hex());
        var before = target.manifest(tag);
        var index = before.map(ImageCopy::index)
                .orElseGet(() -> Json.emptyObject().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX));
        var entries = index.withArray("manifests");
        var listed = new HashSet<String>();
        entries.forEach(entry -> Json.text(entry, "digest").ifPresent(listed::add));
        more.stream()
                .filter(entry -> listed.add(Json.text(entry, "digest").orElse("")))
                .forEach(entries::add);
        var written = Json.write(index);
        var manifest = StoredManifest.of(MediaTypes.OCI_INDEX, written);
        if (!before.map(StoredManifest::digest).equals(Optional.of(manifest.digest()))) {
            target.put(manifest);
            target.tag(manifest, tag);
            manifests++;
        }
    }

    private static ObjectNode index(StoredManifest manifest) {
        try {
            return Json.object(manifest.array());
        } catch (MalformedException e) {
            return Json.emptyObject().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
        }
    }

    /** A tag that is there already stays: the new place may have signatures of its own. */
    private void byTag(Tag tag, int depth) {
        source.manifest(tag).ifPresent(manifest -> {
            copy(manifest, depth);
            if (target.manifest(tag).isEmpty()) {
                target.tag(manifest, tag);
            }
        });
    }

    private void requireFewer(int more) {
        if (seen + more > MAX_MANIFESTS) {
            throw unusable(
                    "the image and what is about it are more than " + MAX_MANIFESTS + " manifests",
                    "build a smaller index, and remove what is about the image and not needed any more");
        }
    }

    private IdpException unusable(String what, String fix) {
        return Problem.of(ProblemCode.NOT_AN_IMAGE, what, source.repository().toString(), fix)
                .asException();
    }

    private IdpException notThere(Digest digest) {
        return Problem.of(
                        ProblemCode.IMAGE_NOT_FOUND,
                        "the registry has no image " + Quoted.of(digest.value()),
                        source.repository().toString(),
                        "what runs is gone from the registry: push it again, or release another image")
                .asException();
    }

    private static IdpException brokenOff(ImageStore.Blob blob, IOException failure) {
        return Problem.of(
                        ProblemCode.REGISTRY_UNREACHABLE,
                        "the registry broke the connection off in the middle of a blob",
                        blob.where(),
                        "try again; what was copied stays")
                .asException(failure);
    }

    private static IdpException lies(ImageStore.Blob blob, Digest digest, String answer) {
        return Problem.of(
                        ProblemCode.DIGEST_MISMATCH,
                        "the registry answers with " + answer + " for " + digest,
                        blob.where(),
                        "do not use the image; look for a proxy that changes answers, or repair the registry's storage")
                .asException();
    }
}
