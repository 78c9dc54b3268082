// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.validate;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.AppRelease;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.core.bulkhead.Bulkhead;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageListing.Wanted;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Listing;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks at the registries that what runs can be pulled again, and that the repository of an environment without a
 * release has an image. A digest that is gone changes no file, and is noticed otherwise when a node has to pull it.
 */
public final class ImageCheck {
    private static final String DIGEST = "spec.image.digest";
    private static final String REPOSITORY = "spec.registry.repository";

    private final ImageRegistry registry;
    private final ImageListing listings;

    public ImageCheck(ImageRegistry registry, ImageListing listings) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.listings = Objects.requireNonNull(listings, "listings");
    }

    /** One check of a state repository. A registry that cannot be reached is asked, and named, once. */
    final class Run {
        private final Set<String> unreachable = new HashSet<>();

        /** Whether the image on file can be pulled by its digest; empty without a digest. */
        Optional<Finding> running(Document<AppRelease> release) {
            var image = release.value().image();
            return image.optionalDigest().flatMap(digest -> running(release, image.repository(), digest));
        }

        private Optional<Finding> running(Document<AppRelease> release, ImageRepository repository, Digest digest) {
            if (unreachable.contains(repository.host())) {
                return Optional.empty();
            }
            try {
                return Bulkhead.call(repository.toString(), () -> registry.resolve(repository, digest))
                        .match(
                                found -> Optional.<Finding>empty(),
                                other -> Optional.<Finding>empty(),
                                unreadable -> Optional.<Finding>empty(),
                                notPullable -> Optional.of(gone(
                                        release, ProblemCode.NOT_PULLABLE, "cannot be pulled: " + notPullable.why())),
                                () -> Optional.of(gone(
                                        release,
                                        ProblemCode.IMAGE_NOT_FOUND,
                                        "is gone from the registry, or its repository is")));
            } catch (IdpException e) {
                return Optional.of(unknown(release, DIGEST, repository, e.problem()));
            }
        }

        private static Finding gone(Document<AppRelease> release, ProblemCode code, String why) {
            return Finding.error(
                    code,
                    release.locate(DIGEST),
                    DIGEST,
                    "the running image " + why + "; running containers continue, but no other node can start it",
                    "push it again, or release another image");
        }

        /** Repositories without an image, of environments in which nothing was released. */
        List<Finding> empty(Collection<Document<AppEnvironment>> environments) {
            var byRepository = environments.stream()
                    .filter(file -> !unreachable.contains(repository(file).host()))
                    .collect(Collectors.groupingBy(ImageCheck::repository));
            Map<ImageRepository, Listing> listed = byRepository.isEmpty()
                    ? Map.of()
                    : listings.list(byRepository.keySet().stream()
                            .map(repository -> new Wanted(repository, null).lookingUp(Set.of()))
                            .toList());
            return environments.stream()
                    .flatMap(file ->
                            Optional.ofNullable(listed.get(repository(file)))
                                    .flatMap(listing -> empty(file, listing))
                                    .stream())
                    .toList();
        }

        private Optional<Finding> empty(Document<AppEnvironment> file, Listing listing) {
            return listing.match(
                    known -> known.images().isEmpty() && known.unusable().isEmpty() && known.excluded() == 0
                            ? Optional.of(Finding.warning(
                                    ProblemCode.IMAGE_NOT_FOUND,
                                    file.locate(REPOSITORY),
                                    REPOSITORY,
                                    "the registry has no image with a tag in " + repository(file)
                                            + ", or has no such repository",
                                    "push an image, or correct the repository"))
                            : Optional.empty(),
                    unavailable -> unreachable.contains(repository(file).host())
                            ? Optional.empty()
                            : Optional.of(unknown(file, REPOSITORY, repository(file), unavailable.problem())));
        }

        private Finding unknown(Document<?> file, String pointer, ImageRepository repository, Problem problem) {
            // Other problems are of this repository only.
            if (problem.code() == ProblemCode.REGISTRY_UNREACHABLE) {
                unreachable.add(repository.host());
            }
            return Finding.error(
                    problem.code(),
                    file.locate(pointer),
                    pointer,
                    "the image cannot be checked: " + problem.what(),
                    problem.fix());
        }
    }

    private static ImageRepository repository(Document<AppEnvironment> file) {
        return file.value().registry().repository();
    }
}
