// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The result of resolving a name at a registry. */
public sealed interface Resolution {

    <R> R match(
            Function<? super ImageFacts, R> found,
            Function<? super NotAnImage, R> notAnImage,
            Function<? super Unreadable, R> unreadable,
            Function<? super NotPullable, R> notPullable,
            Supplier<R> missing);

    /** The facts of an image; empty for everything else. */
    default Optional<ImageFacts> image() {
        return match(
                Optional::of,
                other -> Optional.empty(),
                unreadable -> Optional.empty(),
                notPullable -> Optional.empty(),
                Optional::empty);
    }

    /**
     * Why no container can be started from the content that the name refers to, as the rest of a sentence that begins
     * with the name; empty for an image that can be pulled, and for a name that the registry does not know.
     */
    default Optional<String> unusable() {
        return match(
                image -> Optional.empty(),
                other -> Optional.of("is not an image but " + Quoted.of(other.mediaType())),
                unreadable -> Optional.of("has a manifest that " + unreadable.why()),
                notPullable -> Optional.of("is an image that cannot be pulled: " + notPullable.why()),
                Optional::empty);
    }

    /** The name refers to an image that can be pulled by the digest of its facts. */
    record Found(ImageFacts facts) implements Resolution {
        public Found {
            Objects.requireNonNull(facts, "facts");
        }

        @Override
        public <R> R match(
                Function<? super ImageFacts, R> found,
                Function<? super NotAnImage, R> notAnImage,
                Function<? super Unreadable, R> unreadable,
                Function<? super NotPullable, R> notPullable,
                Supplier<R> missing) {
            return found.apply(facts);
        }
    }

    /**
     * The name refers to something from which no container can be started: a chart, a signature, an SBOM.
     *
     * @param mediaType the media type of its config, or its artifact type
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
                Function<? super NotPullable, R> notPullable,
                Supplier<R> missing) {
            return notAnImage.apply(this);
        }
    }

    /**
     * The name refers to a manifest whose bytes match the digest but cannot be read as a manifest. Permanent, unlike a
     * transient error of a registry.
     *
     * @param why the rest of a sentence that begins with "the manifest"
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
                Function<? super NotPullable, R> notPullable,
                Supplier<R> missing) {
            return unreadable.apply(this);
        }
    }

    /**
     * The name refers to an image that a cluster cannot pull by its digest at this moment: the registry does not have
     * the manifest under that digest, or none of the images that an index lists (attestations do not count), or not the
     * image's config. The image can be pulled again after the missing parts are pushed.
     *
     * @param why the rest of a sentence that begins with "the image cannot be pulled:"; says what is missing
     */
    record NotPullable(String why) implements Resolution {
        public NotPullable {
            Objects.requireNonNull(why, "why");
        }

        @Override
        public <R> R match(
                Function<? super ImageFacts, R> found,
                Function<? super NotAnImage, R> notAnImage,
                Function<? super Unreadable, R> unreadable,
                Function<? super NotPullable, R> notPullable,
                Supplier<R> missing) {
            return notPullable.apply(this);
        }
    }

    /** The registry answered that it has no such tag, digest or repository. */
    record Missing() implements Resolution {
        @Override
        public <R> R match(
                Function<? super ImageFacts, R> found,
                Function<? super NotAnImage, R> notAnImage,
                Function<? super Unreadable, R> unreadable,
                Function<? super NotPullable, R> notPullable,
                Supplier<R> missing) {
            return missing.get();
        }
    }
}
