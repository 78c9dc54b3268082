package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.image.TagPattern;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What registries have at this moment: the truth behind every event, and what finds the pushes of which no event came.
 * Safe for use by many threads.
 */
public interface ImageListing {

    /**
     * Lists several repositories, sharing requests among those that the registry can list together. It throws nothing: a
     * registry that is down is an {@linkplain Listing.Unavailable answer}.
     *
     * @param wanted each repository once
     * @return one listing for each
     */
    Map<ImageRepository, Listing> list(Collection<Wanted> wanted);

    /**
     * @param tags which tags are of interest; absent means all
     */
    record Wanted(ImageRepository repository, @Nullable TagPattern tags) {
        public Wanted {
            Objects.requireNonNull(repository, "repository");
        }

        public boolean isOfInterest(Tag tag) {
            return tags == null || tags.matches(tag);
        }
    }
}
