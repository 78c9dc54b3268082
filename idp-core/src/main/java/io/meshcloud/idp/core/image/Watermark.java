// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.image;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rule of {@code spec.newestSeenAt}: automation takes only newer images, so a person's decision lasts until a newer
 * image is pushed.
 */
public final class Watermark {
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    /** How far the clocks of builds, registries and this process may differ. */
    public static final Duration CLOCK_SKEW = Duration.ofHours(1);

    private Watermark() {}

    /**
     * Whether automation may choose an image by this time: build tools write 1970 or nothing, wrong clocks write the
     * future.
     */
    public static boolean isPlausible(@Nullable Instant time, Instant now) {
        return time != null && !time.isBefore(EARLIEST) && !time.isAfter(now);
    }

    /**
     * Whether the watermark keeps this time. A time in the near future is kept, because our clock may be slow:
     * without it, automation would take an older image once its own clock has passed that time.
     */
    public static boolean isBelievable(@Nullable Instant time, Instant now) {
        return isPlausible(time, now.plus(CLOCK_SKEW));
    }

    /**
     * The watermark after an image was seen: the later of the two times; a time too far in the future changes nothing.
     */
    public static @Nullable Instant after(@Nullable Instant before, @Nullable Instant seen, Instant now) {
        if (seen == null || !isBelievable(seen, now)) {
            return before;
        }
        return before == null || seen.isAfter(before) ? seen : before;
    }
}
