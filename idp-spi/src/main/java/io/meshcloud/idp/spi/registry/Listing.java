package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** What came of listing one repository. One that cannot be listed leaves the others as they are. */
public sealed interface Listing {

    <R> R match(Function<? super Known, R> known, Function<? super Unavailable, R> unavailable);

    /**
     * The tags that were asked for and name an image; charts, signatures and SBOMs are left out. A repository that is not
     * there has none.
     *
     * @param order by which the times are to be read
     * @param images in no particular order, each tag once
     * @param unusable what may have been meant as an image and cannot be taken for one; the others stand
     */
    record Known(ImageOrder order, List<TaggedImage> images, List<UnusableTag> unusable) implements Listing {
        public Known {
            Objects.requireNonNull(order, "order");
            images = List.copyOf(images);
            unusable = List.copyOf(unusable);
        }

        /** Everything that was asked for could be read. */
        public Known(ImageOrder order, List<TaggedImage> images) {
            this(order, images, List.of());
        }

        /** The same when a digest turned out to be no image. */
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
                    still);
        }

        @Override
        public <R> R match(Function<? super Known, R> known, Function<? super Unavailable, R> unavailable) {
            return known.apply(this);
        }
    }

    /**
     * A tag that was passed over.
     *
     * @param why what is wrong, as it goes on behind the tag
     */
    record UnusableTag(Tag tag, String why) {
        public UnusableTag {
            Objects.requireNonNull(tag, "tag");
            Objects.requireNonNull(why, "why");
        }
    }

    /** The registry could not be asked, denied us, or answered what no registry answers. */
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
