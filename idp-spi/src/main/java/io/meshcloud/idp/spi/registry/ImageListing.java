// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.image.TagFilter;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists the tagged images of repositories as they are at this moment. It verifies what an event claims, and finds
 * pushes for which no event arrived. Safe for use by many threads.
 */
public interface ImageListing {

    /**
     * Lists several repositories. It does not throw when a registry cannot be reached, denies access or answers with an
     * error: the listing of each of its repositories is {@link Listing.Unavailable}, and the others are listed.
     *
     * <p>Note: an implementation may list several repositories with one request.
     *
     * @param wanted each repository once; may be empty
     * @return exactly one listing for each repository
     */
    Map<ImageRepository, Listing> list(Collection<Wanted> wanted);

    /**
     * The same, and passes on each listing as soon as it is known, so that the images of one repository need not wait
     * for the other repositories. Returns after the last. An implementation asks in the order of the repositories, as
     * far as it can.
     *
     * @param found gets exactly one listing for each repository, in any thread; it returns soon and throws nothing
     */
    default void list(Collection<Wanted> wanted, BiConsumer<ImageRepository, Listing> found) {
        list(wanted).forEach(found);
    }

    /** For an implementation that knows one listing after the other. */
    interface AsFound extends ImageListing {
        @Override
        default Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
            var listings = new ConcurrentHashMap<ImageRepository, Listing>();
            list(wanted, listings::put);
            return listings;
        }

        @Override
        void list(Collection<Wanted> wanted, BiConsumer<ImageRepository, Listing> found);
    }

    /**
     * A repository to list.
     *
     * @param tags the tags to list; absent for all
     * @param now the tags whose digests are looked up at this moment; absent for all. Whether a tag exists is always
     *     looked up. The digest of another tag may come from an earlier list, if it is looked up again within ten lists
     *     for each tag of the repository: a poll would otherwise cost a request for each tag
     * @param explained whether people read the list. It then also names, as unusable, images that the registry does not
     *     offer to automation, if that takes further requests
     */
    record Wanted(
            ImageRepository repository,
            @Nullable TagFilter tags,
            @Nullable Set<Tag> now,
            boolean explained) {
        public Wanted {
            Objects.requireNonNull(repository, "repository");
            now = now == null ? null : Set.copyOf(now);
        }

        /** The repository with the digest of every tag at this moment. */
        public Wanted(ImageRepository repository, @Nullable TagFilter tags) {
            this(repository, tags, null, false);
        }

        /** The same for people who ask why. */
        public Wanted forPeople() {
            return new Wanted(repository, tags, now, true);
        }

        /** The same for a poll: only the digests of these tags are looked up at this moment. */
        public Wanted lookingUp(Set<Tag> tagsNow) {
            return new Wanted(repository, tags, tagsNow, explained);
        }

        public boolean isOfInterest(Tag tag) {
            return tags == null || tags.matches(tag);
        }
    }
}
