// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.registry.http.RegistryProblems;
import io.meshcloud.idp.registry.image.Descriptor;
import io.meshcloud.idp.registry.image.ImageFactsReader;
import io.meshcloud.idp.registry.image.ImageTags;
import io.meshcloud.idp.registry.image.Manifest;
import io.meshcloud.idp.registry.json.MalformedException;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A registry on disk, the embedded default: one OCI image layout per repository, at the repository's path in one
 * folder. A tag is the annotation {@code org.opencontainers.image.ref.name} in the layout's {@code index.json}. A
 * layout that is inconsistent is refused. In a list, a tag whose entry, manifest or config cannot be read is skipped
 * and reported. Layers are not read.
 *
 * <p>Source: OCI image specification, "Image layout".
 */
public final class OciLayoutImageRegistry implements ImageRegistry, ImageListing {
    /** The problems that concern one tag only; other problems concern the layout or the disk. */
    private static final Set<ProblemCode> OF_ONE_TAG = Set.of(ProblemCode.LAYOUT_CORRUPT, ProblemCode.DIGEST_MISMATCH);

    private final Path root;

    /**
     * @param root the registry's folder, which must exist when an image is resolved; a repository's folder need not
     */
    public OciLayoutImageRegistry(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** The folder of a repository's layout in the registry's folder. */
    public static Path folder(Path root, ImageRepository repository) {
        // Safe because of the repository's grammar: no part of the path is empty or consists of dots.
        return root.resolve(repository.path());
    }

    @Override
    public Resolution resolve(ImageRepository repository, Tag tag) {
        var layout = layout(repository);
        if (!layout.exists()) {
            return new Resolution.Missing();
        }
        var named = layout.entries().stream()
                .filter(entry -> entry.tag().equals(Optional.of(tag.value())))
                .toList();
        return named.isEmpty() ? new Resolution.Missing() : listed(layout, named);
    }

    @Override
    public Resolution resolve(ImageRepository repository, Digest digest) {
        var layout = layout(repository);
        if (!layout.exists()) {
            return new Resolution.Missing();
        }
        return layout.entries().stream()
                .filter(entry -> entry.has(digest))
                .findFirst()
                .map(entry -> listed(layout, entry.descriptor()))
                .orElseGet(() -> unlisted(layout, digest));
    }

    @Override
    public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
        return wanted.stream().collect(Collectors.toMap(Wanted::repository, this::list));
    }

    private Listing list(Wanted wanted) {
        try {
            var layout = layout(wanted.repository());
            return layout.exists() ? listing(layout, wanted) : new Listing.Known(ImageOrder.IMAGE_CREATED, List.of());
        } catch (IdpException e) {
            return new Listing.Unavailable(e.problem());
        } catch (RuntimeException | Error e) {
            // The content of one layout never prevents the listing of the others.
            var repository = wanted.repository();
            var problems = new RegistryProblems(repository.host(), root.toUri());
            return new Listing.Unavailable(problems.defect("list the images of " + repository.path(), e)
                    .problem());
        }
    }

    private static Listing listing(OciLayout layout, Wanted wanted) {
        var tagged = new TreeMap<Tag, List<OciLayout.Entry>>();
        for (var entry : layout.entries()) {
            entry.tag()
                    // Other tools write a whole reference there, which is not a valid tag.
                    .flatMap(ImageTags::parse)
                    .filter(tag -> !ImageTags.isAttachmentTag(tag))
                    .ifPresent(tag -> tagged.computeIfAbsent(tag, any -> new ArrayList<>())
                            .add(entry));
        }
        int all = tagged.size();
        tagged.keySet().removeIf(tag -> !wanted.isOfInterest(tag));
        var images = new ArrayList<TaggedImage>();
        var unusable = new ArrayList<Listing.UnusableTag>();
        var faults = new ArrayList<Problem>();
        tagged.forEach((tag, entries) -> {
            try {
                var resolution = listed(layout, entries);
                resolution.image().ifPresent(facts -> images.add(TaggedImage.of(tag, facts)));
                if (resolution instanceof Resolution.Unreadable) {
                    unusable.add(
                            new Listing.UnusableTag(tag, resolution.unusable().orElseThrow()));
                }
            } catch (IdpException e) {
                if (!OF_ONE_TAG.contains(e.problem().code())) {
                    throw e;
                }
                faults.add(e.problem());
                unusable.add(new Listing.UnusableTag(
                        tag,
                        "cannot be read: " + e.problem().what() + " ("
                                + e.problem().where() + ")"));
            }
        });
        return !faults.isEmpty() && faults.size() == tagged.size()
                ? new Listing.Unavailable(faults.get(0))
                : new Listing.Known(ImageOrder.IMAGE_CREATED, images, unusable, all - tagged.size());
    }

    private OciLayout layout(ImageRepository repository) {
        var layout = new OciLayout(root, folder(root, repository));
        layout.requireRegistry(repository.host());
        return layout;
    }

    /** The image of a tag, by its entries. */
    private static Resolution listed(OciLayout layout, List<OciLayout.Entry> named) {
        var descriptor = named.get(0).descriptor();
        if (named.stream().anyMatch(other -> !other.descriptor().digest().equals(descriptor.digest()))) {
            throw Problem.of(
                            ProblemCode.LAYOUT_CORRUPT,
                            "index.json has the tag "
                                    + Quoted.of(named.get(0).tag().orElse("")) + " for several digests",
                            layout.indexFile().toString(),
                            "keep one entry with that " + OciLayout.REF_NAME)
                    .asException();
        }
        return listed(layout, descriptor);
    }

    private static Resolution listed(OciLayout layout, Descriptor entry) {
        return new ImageFactsReader(layout)
                .read(layout.requireSha256(entry), layout.requireManifest(entry))
                .resolution();
    }

    /** Resolves a digest that index.json does not list: an image of an index, or a manifest that has lost its tag. */
    private static Resolution unlisted(OciLayout layout, Digest digest) {
        if (layout.isLarge(digest)) {
            return new Resolution.Missing();
        }
        var bytes = layout.blob(digest);
        if (bytes.isEmpty()) {
            return new Resolution.Missing();
        }
        try {
            return new ImageFactsReader(layout)
                    .read(digest, Manifest.parse(bytes.get(), ""))
                    .resolution();
        } catch (MalformedException e) {
            return new Resolution.Missing();
        }
    }
}
