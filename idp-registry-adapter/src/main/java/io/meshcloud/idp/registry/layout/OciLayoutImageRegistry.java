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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A registry on disk, the embedded default: one OCI image layout per repository, at the repository's path in one folder. A
 * tag is the annotation {@code org.opencontainers.image.ref.name} in the layout's {@code index.json}. A layout that is
 * inconsistent is refused. Layers are not read.
 *
 * <p>Source: OCI image specification, "Image layout".
 */
public final class OciLayoutImageRegistry implements ImageRegistry, ImageListing {
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
                .filter(entry -> tag.value().equals(entry.annotations().get(OciLayout.REF_NAME)))
                .toList();
        if (named.isEmpty()) {
            return new Resolution.Missing();
        }
        var entry = named.get(0);
        if (named.stream().anyMatch(other -> !other.digest().equals(entry.digest()))) {
            throw Problem.of(
                            ProblemCode.LAYOUT_CORRUPT,
                            "index.json has the tag " + Quoted.of(tag.value()) + " for several digests",
                            layout.indexFile().toString(),
                            "keep one entry with that " + OciLayout.REF_NAME)
                    .asException();
        }
        return listed(layout, entry);
    }

    @Override
    public Resolution resolve(ImageRepository repository, Digest digest) {
        var layout = layout(repository);
        if (!layout.exists()) {
            return new Resolution.Missing();
        }
        var entry = entry(layout.entries(), digest);
        return entry.isPresent() ? listed(layout, entry.get()) : unlisted(layout, digest);
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
            // Whatever one layout contains, the others are listed.
            var repository = wanted.repository();
            var problems = new RegistryProblems(repository.host(), root.toUri());
            return new Listing.Unavailable(problems.defect("list the images of " + repository.path(), e)
                    .problem());
        }
    }

    private Listing listing(OciLayout layout, Wanted wanted) {
        var tags = layout.entries().stream()
                .flatMap(entry -> Stream.ofNullable(entry.annotations().get(OciLayout.REF_NAME)))
                .distinct()
                // Other tools write a whole reference there, which is not a valid tag.
                .flatMap(name -> ImageTags.parse(name).stream())
                .filter(tag -> !ImageTags.isAttachmentTag(tag))
                .toList();
        var ofInterest = tags.stream().filter(wanted::isOfInterest).toList();
        var images = ofInterest.stream()
                .flatMap(tag ->
                        resolve(wanted.repository(), tag).image().stream().map(facts -> TaggedImage.of(tag, facts)))
                .toList();
        return new Listing.Known(ImageOrder.IMAGE_CREATED, images, List.of(), tags.size() - ofInterest.size());
    }

    private OciLayout layout(ImageRepository repository) {
        var layout = new OciLayout(root, folder(root, repository));
        layout.requireRegistry(repository.host());
        return layout;
    }

    private static Optional<Descriptor> entry(List<Descriptor> entries, Digest digest) {
        return entries.stream()
                .filter(entry -> entry.digest().equals(digest.value()))
                .findFirst();
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
