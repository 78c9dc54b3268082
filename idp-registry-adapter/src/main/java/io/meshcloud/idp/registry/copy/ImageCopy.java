// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.copy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.image.Descriptor;
import io.meshcloud.idp.registry.image.ImageTags;
import io.meshcloud.idp.registry.image.Manifest;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.image.StoredManifest;
import io.meshcloud.idp.registry.image.VerifiedStream;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import io.meshcloud.idp.spi.registry.ImageTransfer.Transferred;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Copies one image with its attachments from one repository to another. Everything that a manifest references is copied
 * before the manifest, so an aborted copy leaves only complete images. For use by one thread, once.
 *
 * <p>Before the copy it is checked that the tag is free; after the copy the tag is written. Registries have no way to
 * write a tag only if it is free, so a tag that somebody else writes in between is moved. Promotion tags end with the
 * digest, so this can only happen to a tag that somebody else chose to look like one; an immutable-tag rule at the
 * registry prevents it.
 */
public final class ImageCopy {
    /** A signature of an image's SBOM is at depth two. */
    private static final int MAX_DEPTH = 4;

    /** Usually an index lists images; an index of indexes is rare. */
    private static final int MAX_NESTING = 8;

    /** Far more manifests than any image has; indexes can be nested, and each can list thousands of them. */
    private static final int MAX_MANIFESTS = 1_000;

    /**
     * The most referrers of the target that are read; a new attachment after these is also listed under the referrers
     * tag.
     */
    private static final int MAX_TARGET_REFERRERS = 10_000;

    /** The suffixes of cosign's tags for attachments where a registry has no referrers API. */
    private static final List<String> COSIGN_SUFFIXES = List.of(".sig", ".att", ".sbom");

    private final ImageStore source;
    private final ImageStore target;
    private final boolean mountable;
    private final Set<Digest> visited = new HashSet<>();
    private int manifestsRead;
    private int manifestsWritten;
    private int blobsMounted;
    private int blobsUploaded;
    private long bytesUploaded;

    /**
     * @param mountable whether both repositories are in one registry
     */
    public ImageCopy(ImageStore source, ImageStore target, boolean mountable) {
        this.source = source;
        this.target = target;
        this.mountable = mountable;
    }

    public Transferred copy(Digest digest, Tag tag) {
        var image = source.manifest(digest).orElseThrow(() -> imageNotFound(digest));
        // Checked before the copy, which may take long.
        var existing = target.manifest(tag).map(StoredManifest::digest);
        if (existing.isPresent() && !existing.get().equals(digest)) {
            throw tagTaken(tag, existing.get(), digest);
        }
        copyManifest(image, 0, 0);
        if (existing.isEmpty()) {
            target.tag(image, tag);
        }
        return new Transferred(manifestsWritten, blobsMounted, blobsUploaded, bytesUploaded, existing.isEmpty());
    }

    /**
     * Copies the content of the manifest, the manifest, then its attachments.
     *
     * @param depth of attachments
     * @param nesting of indexes
     * @return whether the manifest was written now and the target lists it among the referrers of its subject
     */
    private boolean copyManifest(StoredManifest manifest, int depth, int nesting) {
        if (!visited.add(manifest.digest())) {
            return false;
        }
        var parsed = parse(manifest);
        boolean exists = target.hasManifest(manifest.digest());
        if (parsed instanceof Manifest.Index index) {
            // Copied even if the index exists, because its images may have new signatures.
            copyChildren(index, depth, nesting + 1);
        } else if (parsed instanceof Manifest.Image image && !exists) {
            copyBlobs(image);
        }
        boolean listed = false;
        if (!exists) {
            listed = target.put(manifest);
            manifestsWritten++;
        }
        if (depth < MAX_DEPTH) {
            copyAttachments(manifest.digest(), depth + 1);
        }
        return listed;
    }

    private Manifest parse(StoredManifest manifest) {
        manifestsRead++;
        try {
            return Manifest.parse(manifest.array(), manifest.mediaType());
        } catch (MalformedException e) {
            throw notCopyable("the manifest " + manifest.digest() + " " + e.why(), "push the image again");
        }
    }

    private void copyChildren(Manifest.Index index, int depth, int nesting) {
        requireManifestLimit(index.manifests().size());
        if (nesting > MAX_NESTING) {
            throw notCopyable(
                    "the image or one of its attachments has indexes that are nested more than " + MAX_NESTING
                            + " deep",
                    "build an index that lists images");
        }
        for (var child : index.manifests()) {
            // An index may list images that were never pushed. The target registry decides whether to accept such an
            // index.
            child.sha256().flatMap(source::manifest).ifPresent(manifest -> copyManifest(manifest, depth, nesting));
        }
    }

    private void copyBlobs(Manifest.Image image) {
        Stream.concat(Stream.of(image.config()), image.layers().stream())
                .filter(blob -> !blob.isNonDistributable())
                .forEach(this::copyBlob);
    }

    private void copyBlob(Descriptor blob) {
        var digest = blob.sha256()
                .orElseThrow(() -> notCopyable(
                        "the image has the blob " + blob.digest() + ", and only sha256 can be verified",
                        "build the image with sha256 digests"));
        if (!visited.add(digest) || target.hasBlob(digest)) {
            return;
        }
        if (mountable && target.mount(digest, source.repository())) {
            blobsMounted++;
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
                // Wrong or missing bytes of the source also fail the upload; report the source in that case.
                throw content.wrongDigest()
                        .map(actual -> wrongContent(blob, digest, "bytes of the digest " + actual))
                        .or(() -> content.isTooLong()
                                ? Optional.of(wrongContent(blob, digest, "more than the announced " + size + " bytes"))
                                : Optional.empty())
                        .or(() -> content.failure().map(failure -> connectionClosed(blob, failure)))
                        .orElse(e);
            }
            blobsUploaded++;
            bytesUploaded += size;
        } catch (IOException e) {
            throw new IllegalStateException("a stream cannot be closed after its end", e);
        }
    }

    private void copyAttachments(Digest subject, int depth) {
        var referrers = source.referrers(subject, MAX_MANIFESTS - manifestsRead);
        requireManifestLimit(referrers.size());
        var unlisted = new LinkedHashSet<Digest>();
        for (var referrer : referrers) {
            source.manifest(referrer)
                    .filter(manifest -> !copyManifest(manifest, depth, 0))
                    .ifPresent(manifest -> unlisted.add(referrer));
        }
        if (!unlisted.isEmpty()) {
            // An earlier copy may have written and listed some of them before it was aborted.
            target.referrers(subject, MAX_TARGET_REFERRERS).forEach(unlisted::remove);
        }
        if (!unlisted.isEmpty()) {
            addToReferrersTag(subject, unlisted);
        }
        var referrersTag = ImageTags.referrersTag(subject);
        COSIGN_SUFFIXES.forEach(suffix -> copyTag(Tag.parse(referrersTag + suffix), depth));
    }

    /**
     * Adds referrers to the index under the referrers tag, which clients maintain for a registry without the referrers
     * API.
     *
     * <p>Source: OCI distribution specification, "Referrers Tag Schema".
     */
    private void addToReferrersTag(Digest subject, Set<Digest> referrers) {
        var tag = ImageTags.referrersTag(subject);
        var existing = target.manifest(tag);
        var index = existing.flatMap(ImageCopy::parseIndex)
                .orElseGet(() -> Json.emptyObject().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX));
        var entries = index.withArray("manifests");
        var listed = new HashSet<String>();
        entries.forEach(entry -> Json.text(entry, "digest").ifPresent(listed::add));
        int added = 0;
        for (var referrer : referrers) {
            if (listed.add(referrer.value())) {
                var entry = source.manifest(referrer).map(this::referrerEntry);
                added += entry.map(json -> Json.write(json).length).orElse(0);
                if (added > Json.MAX_BYTES) {
                    throw notCopyable(
                            "the attachments of " + subject + " need a list of more than " + Json.MAX_BYTES + " bytes",
                            "remove attachments that are not needed any more");
                }
                entry.ifPresent(entries::add);
            }
        }
        var manifest = StoredManifest.of(MediaTypes.OCI_INDEX, Json.write(index));
        if (!existing.map(StoredManifest::digest).equals(Optional.of(manifest.digest()))) {
            target.put(manifest);
            target.tag(manifest, tag);
            manifestsWritten++;
        }
    }

    /**
     * The entry of a manifest in a list of referrers.
     *
     * <p>Source: OCI distribution specification, "Listing Referrers".
     */
    private ObjectNode referrerEntry(StoredManifest manifest) {
        var entry = Json.emptyObject()
                .put("mediaType", manifest.mediaType())
                .put("digest", manifest.digest().value())
                .put("size", manifest.bytes().size());
        try {
            var json = Json.object(manifest.array());
            Json.text(json, "artifactType")
                    .or(() -> Json.text(json.path("config"), "mediaType"))
                    .ifPresent(type -> entry.put("artifactType", type));
            if (json.path("annotations").isObject()) {
                entry.set("annotations", json.path("annotations"));
            }
            return entry;
        } catch (MalformedException e) {
            throw notCopyable("the manifest " + manifest.digest() + " " + e.why(), "push the attachment again");
        }
    }

    private static Optional<ObjectNode> parseIndex(StoredManifest manifest) {
        try {
            return Optional.of(Json.object(manifest.array()));
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** Keeps a tag that exists: the target may have signatures of its own. */
    private void copyTag(Tag tag, int depth) {
        source.manifest(tag).ifPresent(manifest -> {
            copyManifest(manifest, depth, 0);
            if (target.manifest(tag).isEmpty()) {
                target.tag(manifest, tag);
            }
        });
    }

    private void requireManifestLimit(int more) {
        if (manifestsRead + more > MAX_MANIFESTS) {
            throw notCopyable(
                    "the image and its attachments have more than " + MAX_MANIFESTS + " manifests",
                    "build a smaller index, and remove attachments that are not needed any more");
        }
    }

    private IdpException notCopyable(String what, String fix) {
        return Problem.of(ProblemCode.NOT_AN_IMAGE, what, source.repository().toString(), fix)
                .asException();
    }

    private IdpException imageNotFound(Digest digest) {
        return Problem.of(
                        ProblemCode.IMAGE_NOT_FOUND,
                        "the registry has no image " + Quoted.of(digest.value()),
                        source.repository().toString(),
                        "the released image was deleted from the registry: push it again, or release another image")
                .asException();
    }

    private IdpException tagTaken(Tag tag, Digest existing, Digest wanted) {
        return Problem.of(
                        ProblemCode.TAG_TAKEN,
                        "the tag " + Quoted.of(tag.value()) + " of " + target.repository() + " is the tag of "
                                + existing + ", not of " + wanted,
                        target.repository().toString(),
                        "find out who pushed it; only idp creates tags with this ending")
                .asException();
    }

    private static IdpException connectionClosed(ImageStore.Blob blob, IOException failure) {
        return Problem.of(
                        ProblemCode.REGISTRY_UNREACHABLE,
                        "the registry closed the connection in the middle of a blob, or sent it too slowly",
                        blob.where(),
                        "try again; copied parts are kept")
                .asException(failure);
    }

    private static IdpException wrongContent(ImageStore.Blob blob, Digest digest, String answer) {
        return Problem.of(
                        ProblemCode.DIGEST_MISMATCH,
                        "the registry answers with " + answer + " for " + digest,
                        blob.where(),
                        "do not use the image; look for a proxy that changes answers, or repair the registry's storage")
                .asException();
    }
}
