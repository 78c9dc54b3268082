// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.image.TagPattern;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lists the tagged images of repositories as they are at this moment. It verifies what an event claims, and finds pushes
 * for which no event arrived. Safe for use by many threads.
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
     * A repository to list.
     *
     * @param tags the tags to list; absent for all
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
