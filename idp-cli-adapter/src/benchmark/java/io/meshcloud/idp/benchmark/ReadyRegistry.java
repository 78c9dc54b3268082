// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageOrder;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.registry.Resolution;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A registry that answers at once and keeps nothing: every repository has the same two images, one with a tag. */
final class ReadyRegistry implements ImageRegistry, ImageListing {
    private static final ImageFacts OLDER = image("older", Duration.ofMinutes(1));
    private static final ImageFacts NEWEST = image("newest", Duration.ofMinutes(2));
    private static final Tag TAG = Tag.parse("newest");

    private static ImageFacts image(String name, Duration later) {
        return new ImageFacts(
                Digest.of(name.getBytes(StandardCharsets.UTF_8)),
                Set.of(),
                ImageTime.created(TestUpdate.OBSERVED_AT.plus(later)),
                null,
                null);
    }

    /** The two images, the newest last. */
    static List<Digest> digests() {
        return List.of(OLDER.digest(), NEWEST.digest());
    }

    @Override
    public Resolution resolve(ImageRepository repository, Tag tag) {
        return tag.equals(TAG) ? new Resolution.Found(NEWEST) : new Resolution.Missing();
    }

    @Override
    public Resolution resolve(ImageRepository repository, Digest digest) {
        return List.of(OLDER, NEWEST).stream()
                .filter(image -> image.digest().equals(digest))
                .<Resolution>map(Resolution.Found::new)
                .findFirst()
                .orElseGet(Resolution.Missing::new);
    }

    @Override
    public Map<ImageRepository, Listing> list(Collection<Wanted> wanted) {
        var listing = new Listing.Known(ImageOrder.IMAGE_CREATED, List.of(TaggedImage.of(TAG, NEWEST)));
        return wanted.stream().collect(Collectors.toMap(Wanted::repository, it -> listing));
    }
}
