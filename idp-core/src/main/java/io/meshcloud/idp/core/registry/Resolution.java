package io.meshcloud.idp.core.registry;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a registry says of a name. */
public sealed interface Resolution {

    <R> R match(Function<? super ImageFacts, R> found, Function<? super NotAnImage, R> notAnImage, Supplier<R> missing);

    /** The name stands for an image. */
    record Found(ImageFacts image) implements Resolution {
        public Found {
            Objects.requireNonNull(image, "image");
        }

        @Override
        public <R> R match(
                Function<? super ImageFacts, R> found,
                Function<? super NotAnImage, R> notAnImage,
                Supplier<R> missing) {
            return found.apply(image);
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
                Supplier<R> missing) {
            return notAnImage.apply(this);
        }
    }

    /** The registry answered, and knows no such tag, digest or repository. */
    record Missing() implements Resolution {
        @Override
        public <R> R match(
                Function<? super ImageFacts, R> found,
                Function<? super NotAnImage, R> notAnImage,
                Supplier<R> missing) {
            return missing.get();
        }
    }
}
