package io.meshcloud.idp.spi.registry;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a registry says of a name. */
public sealed interface Resolution {

    <R> R match(
            Function<? super ImageFacts, R> found,
            Function<? super NotAnImage, R> notAnImage,
            Function<? super Unreadable, R> unreadable,
            Supplier<R> missing);

    /** The facts of an image; absent for everything else. */
    default Optional<ImageFacts> image() {
        return match(Optional::of, other -> Optional.empty(), unreadable -> Optional.empty(), Optional::empty);
    }

    /** The name stands for an image. */
    record Found(ImageFacts facts) implements Resolution {
        public Found {
            Objects.requireNonNull(facts, "facts");
        }

        @Override
        public <R> R match(
                Function<? super ImageFacts, R> found,
                Function<? super NotAnImage, R> notAnImage,
                Function<? super Unreadable, R> unreadable,
                Supplier<R> missing) {
            return found.apply(facts);
        }
    }

    /**
     * The name stands for something that no container can be started from: a chart, a signature, an SBOM.
     *
     * @param mediaType what it is, by its config's media type or artifact type
     */
    record NotAnImage(String mediaType) implements Resolution {
        public NotAnImage {
            Objects.requireNonNull(mediaType, "mediaType");
        }

        @Override
        public <R> R match(
                Function<? super ImageFacts, R> found,
                Function<? super NotAnImage, R> notAnImage,
                Function<? super Unreadable, R> unreadable,
                Supplier<R> missing) {
            return notAnImage.apply(this);
        }
    }

    /**
     * The name stands for a manifest whose bytes are those of its digest, and of which nobody can tell what it means. It
     * stays so for ever, other than a registry that answers nonsense in passing.
     *
     * @param why as it goes on behind "the manifest"
     */
    record Unreadable(String why) implements Resolution {
        public Unreadable {
            Objects.requireNonNull(why, "why");
        }

        @Override
        public <R> R match(
                Function<? super ImageFacts, R> found,
                Function<? super NotAnImage, R> notAnImage,
                Function<? super Unreadable, R> unreadable,
                Supplier<R> missing) {
            return unreadable.apply(this);
        }
    }

    /** The registry answered, and knows no such tag, digest or repository. */
    record Missing() implements Resolution {
        @Override
        public <R> R match(
                Function<? super ImageFacts, R> found,
                Function<? super NotAnImage, R> notAnImage,
                Function<? super Unreadable, R> unreadable,
                Supplier<R> missing) {
            return missing.get();
        }
    }
}
