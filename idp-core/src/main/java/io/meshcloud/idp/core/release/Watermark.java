// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rule of {@code spec.newestSeenAt}: automation takes only newer images, so a person's decision lasts until a newer image
 * is pushed.
 */
public final class Watermark {
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private Watermark() {}

    /** Whether a time is plausible: build tools write 1970 or nothing, wrong clocks write the future. */
    public static boolean isPlausible(@Nullable Instant time, Instant now) {
        return time != null && !time.isBefore(EARLIEST) && !time.isAfter(now);
    }

    /** The watermark after an image was seen: the later of the two times; an implausible time changes nothing. */
    public static @Nullable Instant after(@Nullable Instant before, @Nullable Instant seen, Instant now) {
        if (seen == null || !isPlausible(seen, now)) {
            return before;
        }
        return before == null || seen.isAfter(before) ? seen : before;
    }
}
