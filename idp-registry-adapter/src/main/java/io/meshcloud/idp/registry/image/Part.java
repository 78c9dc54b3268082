// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.image;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of an image, as far as its repository has it.
 *
 * @param <T> the kind of the part
 */
public final class Part<T> {
    private final @Nullable T content;
    private final boolean missing;

    private Part(@Nullable T content, boolean missing) {
        this.content = content;
        this.missing = missing;
    }

    public static <T> Part<T> of(T content) {
        return new Part<>(Objects.requireNonNull(content, "content"), false);
    }

    /** The repository does not have the part, so the image cannot be pulled. */
    public static <T> Part<T> missing() {
        return new Part<>(null, true);
    }

    /** The repository has the part, and idp cannot read it. */
    public static <T> Part<T> unusable() {
        return new Part<>(null, false);
    }

    public boolean isMissing() {
        return missing;
    }

    /** Empty if the part is missing or cannot be read. */
    public Optional<T> content() {
        return Optional.ofNullable(content);
    }
}
