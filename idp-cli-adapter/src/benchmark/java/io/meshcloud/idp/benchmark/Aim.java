// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.util.Locale;

/** A performance target of the project on two cores. */
enum Aim {
    FLOOR("one update at a time, compared with the floor (`receive-pack` alone)", 1.5, false, "times"),
    CLONE("one update at a time, faster than clone per update", 40, true, "times"),
    LONG_LIVED("one update at a time, faster than the long-lived clone", 5, true, "times"),
    THROUGHPUT("1,000 waiting callers, one commit each", 1_000, true, "updates/s"),
    COLD_INDEX("from the start of the JVM, with an empty cache, to the full index", 1.5, false, "s"),
    MEMORY("peak resident memory", 300, false, "MiB"),
    CLI("`idp release` as a separate process, warm cache", 2, false, "s"),
    HISTORY("first page of one environment's history, warm, 100,000 commits", 0.3, false, "s"),
    LOOK_REQUESTS("a look that finds nothing at docker-registry, requests", 2.1, "an environment"),
    LOOK_CPU("a look that finds nothing at docker-registry, CPU", 1, "s"),
    HARBOR_LOOK_REQUESTS("a look that finds nothing at Harbor, requests", 5, "in all"),
    HARBOR_LOOK_CPU("a look that finds nothing at Harbor, CPU", 0.2, "s"),
    BURST_REQUESTS("a look that finds a new image everywhere at docker-registry, requests", 4, "an environment"),
    BURST_TIME("a look that finds a new image everywhere at docker-registry", 18, "s"),
    FIRST_COMMIT("the first commit of such a look", 1, "s"),
    LIST_PAGE("first page of all environments, warm", 20, false, "ms"),
    IDLE_LOOK("a look that finds nothing at a registry that answers at once, CPU", 0.5, false, "s"),
    LIST("`idp env list` as a separate process, warm cache", 1, false, "s"),
    LIST_CPU("`idp env list` as a separate process, warm cache, CPU", 1.5, false, "s"),
    LIFE_MEMORY("resident memory after the releases of a long life", 300, false, "MiB");

    static final int ENVIRONMENTS = 10_000;
    private static final int LOOKED_AT = 1_000;

    /** The number of commits that {@link #HISTORY} is set for. */
    static final int COMMITS = 100_000;

    private final String what;
    private final double limit;
    private final boolean atLeast;
    private final String unit;
    private final int environments;

    /** An aim of a look, an upper limit. */
    Aim(String what, double limit, String unit) {
        this(what, limit, false, unit, LOOKED_AT);
    }

    Aim(String what, double limit, boolean atLeast, String unit) {
        this(what, limit, atLeast, unit, ENVIRONMENTS);
    }

    Aim(String what, double limit, boolean atLeast, String unit, int environments) {
        this.what = what;
        this.limit = limit;
        this.atLeast = atLeast;
        this.unit = unit;
        this.environments = environments;
    }

    /** The number of environments that this aim is set for. */
    int environments() {
        return environments;
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
