// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** The result of listing one repository. */
public sealed interface Listing {

    <R> R match(Function<? super Known, R> known, Function<? super Unavailable, R> unavailable);

    /**
     * The requested tags of images; charts, signatures and SBOMs are omitted. A repository that does not exist has
     * none.
     *
     * @param order what decides which image is newer; an image whose time has another meaning has no place in the order
     * @param images in no particular order, each tag once
     * @param unusable tags that may be meant as images and cannot be read as such
     * @param excluded how many tags of images were omitted because the requested filter does not choose them. Tags of
     *     signatures and other attachments are not counted; those of other artifacts, such as charts, may be
     * @param notes facts about the repository that explain its listing to people, such as that it does not exist, or
     *     that it is a cache of another registry; each a clause without a full stop
     * @param resolved what {@link ImageRegistry#resolve} would have answered for some of the tags at most two seconds
     *     before the listing was handed over, because the registry was asked in the same way. A caller that decides at
     *     once need not ask again. May be empty
     */
    record Known(
            ImageOrder order,
            List<TaggedImage> images,
            List<UnusableTag> unusable,
            int excluded,
            List<String> notes,
            Map<Tag, ImageFacts> resolved)
            implements Listing {
        public Known {
            Objects.requireNonNull(order, "order");
            images = List.copyOf(images);
            unusable = List.copyOf(unusable);
            notes = List.copyOf(notes);
            resolved = Map.copyOf(resolved);
            if (excluded < 0) {
                throw new IllegalArgumentException("a negative count: " + excluded);
            }
        }

        /** A listing for which no tag was resolved. */
        public Known(
                ImageOrder order,
                List<TaggedImage> images,
                List<UnusableTag> unusable,
                int excluded,
                List<String> notes) {
            this(order, images, unusable, excluded, notes, Map.of());
        }

        /** A listing without notes. */
        public Known(ImageOrder order, List<TaggedImage> images, List<UnusableTag> unusable, int excluded) {
            this(order, images, unusable, excluded, List.of());
        }

        /** A listing without unusable and without excluded tags. */
        public Known(ImageOrder order, List<TaggedImage> images) {
            this(order, images, List.of(), 0);
        }

        /** The same listing with one more note. */
        public Known withNote(String note) {
            return new Known(
                    order,
                    images,
                    unusable,
                    excluded,
                    Stream.concat(notes.stream(), Stream.of(note)).toList(),
                    resolved);
        }

        /** The same listing with these tags resolved, and no others. */
        public Known withResolved(Map<Tag, ImageFacts> now) {
            return new Known(order, images, unusable, excluded, notes, now);
        }

        /** The same listing, after a digest turned out not to be an image. */
        public Known without(Digest digest, String why) {
            var still = new ArrayList<UnusableTag>(unusable);
            images.stream()
                    .filter(image -> image.digest().equals(digest))
                    .forEach(image -> still.add(new UnusableTag(image.tag(), why)));
            return new Known(
                    order,
                    images.stream()
                            .filter(image -> !image.digest().equals(digest))
                            .toList(),
                    still,
                    excluded,
                    notes,
                    resolved);
        }

        @Override
        public <R> R match(Function<? super Known, R> known, Function<? super Unavailable, R> unavailable) {
            return known.apply(this);
        }
    }

    /**
     * A tag that was omitted from the images.
     *
     * @param why the rest of a sentence that begins with the tag
     */
    record UnusableTag(Tag tag, String why) {
        public UnusableTag {
            Objects.requireNonNull(tag, "tag");
            Objects.requireNonNull(why, "why");
        }
    }

    /** The registry could not be reached, denied access, or answered with an error or with something unreadable. */
    record Unavailable(Problem problem) implements Listing {
        public Unavailable {
            Objects.requireNonNull(problem, "problem");
        }

        @Override
        public <R> R match(Function<? super Known, R> known, Function<? super Unavailable, R> unavailable) {
            return unavailable.apply(this);
        }
    }
}
