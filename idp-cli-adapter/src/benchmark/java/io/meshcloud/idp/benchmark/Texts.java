// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.Locale;

/** Formats numbers for readers. */
final class Texts {
    private static final double NANOS_IN_MILLI = 1e6;

    private Texts() {}

    /** Such as {@code 8.4 ms}, {@code 52 ms}, {@code 2.10 s} or {@code 1,168 s}. */
    static String duration(Duration duration) {
        double millis = duration.toNanos() / NANOS_IN_MILLI;
        if (millis < 10) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        }
        if (millis < 1_000) {
            return String.format(Locale.ROOT, "%.0f ms", millis);
        }
        return String.format(Locale.ROOT, millis < 100_000 ? "%.2f s" : "%,.0f s", millis / 1_000);
    }

    /** Such as {@code 3.3/s} or {@code 1,240/s}. */
    static String perSecond(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f/s" : "%,.0f/s", value);
    }

    /** Such as {@code 10,000}. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static double millis(Duration duration) {
        return duration.toNanos() / NANOS_IN_MILLI;
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / (NANOS_IN_MILLI * 1000);
    }
}
