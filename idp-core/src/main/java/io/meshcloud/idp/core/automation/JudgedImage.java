// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.version.Version;
import io.meshcloud.idp.spi.registry.ImageTime;
import io.meshcloud.idp.spi.registry.TaggedImage;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What automation decides about one tag.
 *
 * @param version the version that the tag names by the rule of the environment; absent if it names none
 * @param why the reason, as the rest of a sentence that begins with the tag
 */
public record JudgedImage(TaggedImage image, @Nullable Version version, Judgement judgement, String why) {
    /**
     * Sorts by judgement, beginning with the image that automation takes; then by version, the highest first; then by
     * time, the latest first.
     */
    public static final Comparator<JudgedImage> BY_INTEREST = Comparator.comparing(JudgedImage::judgement)
            .thenComparing(JudgedImage::version, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(JudgedImage::at, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(one -> one.image().tag());

    public JudgedImage {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(judgement, "judgement");
        Objects.requireNonNull(why, "why");
    }

    public Optional<Version> optionalVersion() {
        return Optional.ofNullable(version);
    }

    private @Nullable Instant at() {
        return image.optionalTime().map(ImageTime::at).orElse(null);
    }

    /** What automation decides about a tag, from the tag that it takes to those that it never takes. */
    public enum Judgement {
        /** Automation takes it. */
        TAKEN,
        /** Its image runs. */
        RUNNING,
        /** Automation could take it, but takes none of several that are equally new. */
        TIED,
        /** It is newer than everything that was seen, but another image is even newer. */
        OUTRANKED,
        /** It is not newer than what was seen in the environment. */
        NOT_NEWER,
        /** The platform's rule excludes it, or its time is not plausible. */
        EXCLUDED
    }
}
