// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTransfer;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Registries that each break one promise of a port on purpose. */
final class BrokenRegistries {
    private BrokenRegistries() {}

    /** Keeps every promise; the others override what they break. */
    abstract static class Forwarding implements ImageRegistry, ImageListing, ImageTransfer {
        final InMemoryImageRegistry good;

        Forwarding(InMemoryImageRegistry good) {
            this.good = good;
        }

        @Override
        public Resolution resolve(ImageRepository repository, Tag tag) {
            return good.resolve(repository, tag);
        }

        @Override
        public Resolution resolve(ImageRepository repository, Digest digest) {
            return good.resolve(repository, digest);
        }

        @Override
        public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
            return good.list(wanted);
        }

        @Override
        public Transferred transfer(ImageRepository from, Digest digest, ImageRepository to, Tag tag) {
            return good.transfer(from, digest, to, tag);
        }

        /** The good listings, each changed in the same way. */
        final Map<ImageRepository, Listing> listChanged(
                Collection<Wanted> wanted, UnaryOperator<Listing.Known> change) {
            return good.list(wanted).entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> entry.getValue().<Listing>match(change::apply, unavailable -> unavailable)));
        }
    }

    /** Returns a digest that is not that of the image. */
    static final class ReturnsAnotherDigest extends Forwarding {
        ReturnsAnotherDigest(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Resolution resolve(ImageRepository repository, Tag tag) {
            return good.resolve(repository, tag)
                    .image()
                    .<Resolution>map(facts -> new Resolution.Found(other(facts)))
                    .orElseGet(Resolution.Missing::new);
        }

        private static ImageFacts other(ImageFacts facts) {
            var digest = Digest.of(facts.digest().value().getBytes(StandardCharsets.UTF_8));
            return new ImageFacts(digest, facts.parts(), facts.time(), facts.source(), facts.revision());
        }
    }

    /** Finds only images that have a tag. */
    static final class MissesImagesWithoutATag extends Forwarding {
        MissesImagesWithoutATag(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Resolution resolve(ImageRepository repository, Digest digest) {
            var listing = good.list(List.of(new Wanted(repository, null)))
                    .values()
                    .iterator()
                    .next();
            boolean isTagged = listing.match(
                    known -> known.images().stream()
                            .anyMatch(image -> image.digest().equals(digest)),
                    unavailable -> false);
            return isTagged ? good.resolve(repository, digest) : new Resolution.Missing();
        }
    }

    /** Reports that an image is missing if the registry cannot be reached. */
    static final class TakesAnOutageForAMissingImage extends Forwarding {
        TakesAnOutageForAMissingImage(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Resolution resolve(ImageRepository repository, Tag tag) {
            try {
                return good.resolve(repository, tag);
            } catch (IdpException e) {
                return new Resolution.Missing();
            }
        }
    }

    /** Finds an index by its own manifest alone. */
    static final class FindsIndexesWithoutImages extends Forwarding {
        private final Map<Digest, Resolution> found = new ConcurrentHashMap<>();

        FindsIndexesWithoutImages(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Resolution resolve(ImageRepository repository, Tag tag) {
            return remembered(good.resolve(repository, tag));
        }

        private Resolution remembered(Resolution resolution) {
            resolution.image().ifPresent(facts -> found.put(facts.digest(), resolution));
            return resolution instanceof Resolution.NotPullable
                    ? found.values().stream().findFirst().orElse(resolution)
                    : resolution;
        }
    }

    /** Remembers the first answer. */
    static final class RemembersTags extends Forwarding {
        private final Map<Tag, Resolution> first = new ConcurrentHashMap<>();

        RemembersTags(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Resolution resolve(ImageRepository repository, Tag tag) {
            return first.computeIfAbsent(tag, any -> good.resolve(repository, tag));
        }
    }

    /** Lists the first hundred tags. */
    static final class ListsOnePage extends Forwarding {
        ListsOnePage(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
            return listChanged(
                    wanted,
                    known -> new Listing.Known(
                            known.order(),
                            known.images().stream().limit(100).toList(),
                            known.unusable(),
                            known.excluded()));
        }
    }

    /** Does not count the tags that do not match. */
    static final class CountsNoExcludedTags extends Forwarding {
        CountsNoExcludedTags(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
            return listChanged(wanted, known -> new Listing.Known(known.order(), known.images()));
        }
    }

    /** Omits a repository without images. */
    static final class OmitsEmptyRepositories extends Forwarding {
        OmitsEmptyRepositories(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
            return good.list(wanted).entrySet().stream()
                    .filter(entry ->
                            entry.getValue().match(known -> !known.images().isEmpty(), unavailable -> false))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }

    /** Builds the image again at the target, so that it has another digest. */
    static final class CopiesUnderAnotherDigest extends Forwarding {
        CopiesUnderAnotherDigest(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Transferred transfer(ImageRepository from, Digest digest, ImageRepository to, Tag tag) {
            good.push(to, TestImage.of("copy of " + digest, null), tag);
            return new Transferred(1, 0, 0, 0, true);
        }
    }

    /** Copies an image and nothing that refers to it. */
    static final class LosesSignatures extends Forwarding {
        LosesSignatures(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Transferred transfer(ImageRepository from, Digest digest, ImageRepository to, Tag tag) {
            var done = good.transfer(from, digest, to, tag);
            var signature = good.resolve(to, ImageRegistryFixture.signatureTag(digest));
            if (signature instanceof Resolution.NotAnImage) {
                good.remove(to, Digest.of(("signature of " + digest).getBytes(StandardCharsets.UTF_8)));
            }
            return done;
        }
    }

    /** Moves a tag that exists at the target. */
    static final class MovesTags extends Forwarding {
        MovesTags(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Transferred transfer(ImageRepository from, Digest digest, ImageRepository to, Tag tag) {
            good.resolve(to, tag).image().ifPresent(facts -> good.remove(to, facts.digest()));
            return good.transfer(from, digest, to, tag);
        }
    }

    /** Lists nothing where it has a problem. */
    static final class ListsNothingAfterAProblem extends Forwarding {
        ListsNothingAfterAProblem(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
            return good.list(wanted).entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> entry.getValue()
                                    .<Listing>match(
                                            known -> known,
                                            unavailable -> new Listing.Known(ImageOrder.IMAGE_CREATED, List.of()))));
        }
    }

    /** Lists no repository if one of them has a problem. */
    static final class ListsAllOrNothing extends Forwarding {
        ListsAllOrNothing(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
            var listings = good.list(wanted);
            var problem = listings.values().stream()
                    .filter(Listing.Unavailable.class::isInstance)
                    .findFirst();
            return problem.isEmpty()
                    ? listings
                    : wanted.stream().collect(Collectors.toMap(Wanted::repository, any -> problem.get()));
        }
    }

    /** Hides the images that cannot be used. */
    static final class HidesUnusableImages extends Forwarding {
        HidesUnusableImages(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
            return listChanged(
                    wanted, known -> new Listing.Known(known.order(), known.images(), List.of(), known.excluded()));
        }
    }

    /** Finds an image that a policy refuses. */
    static final class FindsRefusedImages extends Forwarding {
        FindsRefusedImages(InMemoryImageRegistry good) {
            super(good);
        }

        @Override
        public Resolution resolve(ImageRepository repository, Tag tag) {
            return found(good.resolve(repository, tag));
        }

        @Override
        public Resolution resolve(ImageRepository repository, Digest digest) {
            return found(good.resolve(repository, digest));
        }

        private static Resolution found(Resolution resolution) {
            return resolution instanceof Resolution.NotPullable refused
                    ? new Resolution.Found(new ImageFacts(
                            Digest.of(refused.why().getBytes(StandardCharsets.UTF_8)), Set.of(), null, null, null))
                    : resolution;
        }
    }
}
