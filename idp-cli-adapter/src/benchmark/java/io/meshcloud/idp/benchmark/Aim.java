// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.util.Locale;

/** A performance target of the project, set for 10,000 environments on two cores. */
enum Aim {
    FLOOR("one update at a time, compared with the floor (`receive-pack` alone)", 1.5, false, "times"),
    CLONE("one update at a time, faster than clone per update", 40, true, "times"),
    LONG_LIVED("one update at a time, faster than the long-lived clone", 5, true, "times"),
    THROUGHPUT("1,000 waiting callers, one commit each", 1_000, true, "updates/s"),
    COLD_INDEX("from the start of the JVM, with an empty cache, to the full index", 1.5, false, "s"),
    MEMORY("peak resident memory", 300, false, "MiB"),
    CLI("`idp release` as a separate process, warm cache", 2, false, "s"),
    HISTORY("first page of one environment's history, warm, 100,000 commits", 0.3, false, "s");

    /** The number of environments that the aims are set for. */
    static final int ENVIRONMENTS = 10_000;

    /** The number of commits that {@link #HISTORY} is set for. */
    static final int COMMITS = 100_000;

    private final String what;
    private final double limit;
    private final boolean atLeast;
    private final String unit;

    Aim(String what, double limit, boolean atLeast, String unit) {
        this.what = what;
        this.limit = limit;
        this.atLeast = atLeast;
        this.unit = unit;
    }

    String what() {
        return what;
    }

    /** Such as {@code at most 1.50 times}. */
    String limit() {
        return (atLeast ? "at least " : "at most ") + text(limit);
    }

    String text(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f %s" : "%,.0f %s", value, unit);
    }

    /** {@code met}, or the percentage by which the value misses the limit. */
    String verdict(double value) {
        if (atLeast ? value >= limit : value <= limit) {
            return "met";
        }
        double off = atLeast ? (limit - value) / limit : (value - limit) / limit;
        return String.format(Locale.ROOT, "**missed by %.0f %%**", Math.max(1, off * 100));
    }
}
