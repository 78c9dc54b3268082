// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.registry.http.ParallelRequests;
import io.meshcloud.idp.registry.image.ImageTags;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists repositories of one registry that reports no push times: the tags, the digest of each tag, and the created time of
 * each digest, which is read once and cached. After the registry could not be reached, the rest of a list is not requested.
 */
final class DistributionListing implements ImageListing {
    private static final int PARALLEL_REQUESTS = 8;

    private final DistributionImageRegistry registry;
    private final ParallelRequests requests = new ParallelRequests(PARALLEL_REQUESTS, "idp-registry");

    DistributionListing(DistributionImageRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
        var batch = requests.newBatch();
        var tags = new LinkedHashMap<Wanted, Supplier<List<Tag>>>();
        wanted.forEach(each -> tags.put(each, batch.submit(() -> tags(each))));
        var images = new LinkedHashMap<Wanted, List<Supplier<TagLookup>>>();
        var listings = new HashMap<ImageRepository, Listing>();
        tags.forEach((each, found) -> {
            try {
                images.put(
                        each,
                        found.get().stream()
                                .map(tag -> batch.submit(() -> lookUp(each.repository(), tag)))
                                .toList());
            } catch (IdpException e) {
                listings.put(each.repository(), new Listing.Unavailable(e.problem()));
            }
        });
        images.forEach((each, lookups) -> listings.put(each.repository(), listing(lookups)));
        return listings;
    }

    private static Listing listing(List<Supplier<TagLookup>> pending) {
        try {
            var lookups = pending.stream().map(Supplier::get).toList();
            return new Listing.Known(
                    ImageOrder.IMAGE_CREATED,
                    lookups.stream()
                            .flatMap(lookup -> Stream.ofNullable(lookup.image()))
                            .toList(),
                    lookups.stream()
                            .flatMap(lookup -> Stream.ofNullable(lookup.unusable()))
                            .toList());
        } catch (IdpException e) {
            return new Listing.Unavailable(e.problem());
        }
    }

    private List<Tag> tags(Wanted wanted) {
        return registry.tags(wanted.repository()).stream()
                .filter(tag -> wanted.isOfInterest(tag) && !ImageTags.isAttachmentTag(tag))
                .toList();
    }

    /** The result for one tag. Both components are absent if the tag is not an image's, or was deleted meanwhile. */
    private record TagLookup(@Nullable TaggedImage image, Listing.@Nullable UnusableTag unusable) {
        private static final TagLookup NOTHING = new TagLookup(null, null);
    }

    private TagLookup lookUp(ImageRepository repository, Tag tag) {
        return registry.claimedDigest(repository, tag)
                .map(digest -> registry.resolveCached(repository, digest)
                        .match(
                                facts -> new TagLookup(TaggedImage.of(tag, facts), null),
                                notAnImage -> TagLookup.NOTHING,
                                unreadable -> new TagLookup(
                                        null, new Listing.UnusableTag(tag, "has a manifest that " + unreadable.why())),
                                () -> TagLookup.NOTHING))
                .orElse(TagLookup.NOTHING);
    }
}
