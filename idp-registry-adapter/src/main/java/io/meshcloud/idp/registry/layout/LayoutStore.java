// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.registry.copy.ImageStore;
import io.meshcloud.idp.registry.image.Descriptor;
import io.meshcloud.idp.registry.image.ImageTags;
import io.meshcloud.idp.registry.image.MediaTypes;
import io.meshcloud.idp.registry.image.StoredManifest;
import io.meshcloud.idp.registry.image.VerifiedStream;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One repository of a registry on disk, to copy images from and to. A layout has no list of referrers. They are found
 * by their subject, among the manifests of index.json and of the list that clients keep under the referrers tag.
 */
public final class LayoutStore implements ImageStore {
    private final ImageRepository repository;
    private final OciLayout layout;
    private final OciLayoutWriter writer;

    public LayoutStore(Path root, ImageRepository repository) {
        var folder = OciLayoutImageRegistry.folder(root.toAbsolutePath().normalize(), repository);
        this.repository = repository;
        this.layout = new OciLayout(root.toAbsolutePath().normalize(), folder);
        this.writer = new OciLayoutWriter(folder);
    }

    @Override
    public ImageRepository repository() {
        return repository;
    }

    @Override
    public Optional<StoredManifest> manifest(Digest digest) {
        layout.requireRegistry(repository.host());
        if (!layout.exists() || layout.isLarge(digest)) {
            return Optional.empty();
        }
        return layout.blob(digest).map(bytes -> new StoredManifest(digest, mediaType(digest, bytes), Bytes.of(bytes)));
    }

    /** The media type in the manifest itself, else in its entry of index.json. */
    private String mediaType(Digest digest, byte[] bytes) {
        try {
            var manifest = Json.object(bytes);
            return Json.text(manifest, "mediaType")
                    .or(() -> layout.entries().stream()
                            .filter(entry -> entry.has(digest))
                            .map(entry -> entry.descriptor().mediaType())
                            .findFirst())
                    .orElse(manifest.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST);
        } catch (MalformedException e) {
            throw OciLayout.corrupt(layout.blobFile(digest), e.why());
        }
    }

    @Override
    public Optional<StoredManifest> manifest(Tag tag) {
        return entries().stream()
                .filter(entry -> entry.tag().equals(Optional.of(tag.value())))
                .findFirst()
                .map(OciLayout.Entry::descriptor)
                .flatMap(Descriptor::sha256)
                .flatMap(this::manifest);
    }

    private List<OciLayout.Entry> entries() {
        return layout.exists() ? layout.entries() : List.of();
    }

    @Override
    public boolean hasManifest(Digest digest) {
        return hasBlob(digest);
    }

    @Override
    public boolean hasBlob(Digest digest) {
        return layout.exists() && layout.has(digest);
    }

    @Override
    public Blob blob(Digest digest) {
        return new Blob(layout.open(digest), layout.blobFile(digest).toString());
    }

    /** A blob that cannot be read as a manifest is not a referrer: its tag may be another tag of the repository. */
    @Override
    public List<Digest> referrers(Digest subject, int limit) {
        var listed = entries().stream().flatMap(entry -> entry.sha256().stream());
        var underTag = taggedReferrers(subject).stream().flatMap(entry -> entry.sha256().stream());
        return Stream.concat(listed, underTag)
                .distinct()
                .filter(digest -> isAbout(digest, subject))
                .limit(Math.max(0, limit + 1L))
                .toList();
    }

    private boolean isAbout(Digest digest, Digest subject) {
        return !layout.isLarge(digest)
                && layout.blob(digest)
                        .filter(bytes -> subject.value().equals(subject(bytes)))
                        .isPresent();
    }

    /** Source: OCI distribution specification, "Referrers Tag Schema". */
    private List<Descriptor> taggedReferrers(Digest subject) {
        var list = manifest(ImageTags.referrersTag(subject));
        if (list.isEmpty()) {
            return List.of();
        }
        try {
            return Descriptor.parseAll(Json.object(list.get().array()).path("manifests"));
        } catch (MalformedException e) {
            throw OciLayout.corrupt(layout.blobFile(list.get().digest()), e.why());
        }
    }

    private static String subject(byte[] manifest) {
        try {
            return Json.text(Json.object(manifest).path("subject"), "digest").orElse("");
        } catch (MalformedException e) {
            return "";
        }
    }

    /** Never mounts: each repository has a folder of its own, and a copy on the same disk is quick. */
    @Override
    public boolean mount(Digest digest, ImageRepository from) {
        return false;
    }

    @Override
    public void upload(Digest digest, long size, VerifiedStream content) {
        writer.blob(digest, content);
    }

    @Override
    public boolean put(StoredManifest manifest) {
        writer.blob(manifest.array());
        if (!subject(manifest.array()).isEmpty()) {
            writer.addUntagged(OciLayoutWriter.descriptor(manifest.mediaType(), manifest.array()));
        }
        return true;
    }

    @Override
    public void tag(StoredManifest manifest, Tag tag) {
        writer.put(tag, manifest.mediaType(), manifest.array());
    }
}
