package io.meshcloud.idp.core.registry;

import io.meshcloud.idp.contract.problem.Problem;
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
     */
    record Known(ImageOrder order, List<TaggedImage> images) implements Listing {
        public Known {
            Objects.requireNonNull(order, "order");
            images = List.copyOf(images);
        }

        @Override
        public <R> R match(Function<? super Known, R> known, Function<? super Unavailable, R> unavailable) {
            return known.apply(this);
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
