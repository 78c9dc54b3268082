// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.util.Locale;

/** A row of the report. Each row is measured on its own repositories and server. */
enum Row {
    SINGLE(30),
    CALLERS(25),
    BURST(15),
    WRITERS(15),
    COLD(10),
    CLI(10),
    HISTORY(10),
    LOOK(10),
    PUSH(10),
    LIFE(10);

    /** To poll more environments for each push would take too long. */
    private static final int MAX_POLLED = 1_000;

    private final int share;

    Row(int share) {
        this.share = share;
    }

    /** The weight of this row in the time budget. */
    int share() {
        return share;
    }

    /** Whether the server is {@linkplain Arena remote}. */
    boolean remote() {
        return this == BURST;
    }

    /** Whether this row is measured at this number of environments. */
    boolean isMeasuredAt(int environments) {
        return environments <= MAX_POLLED || this != PUSH;
    }

    void measure(Arena arena, Options options, Results results) {
        switch (this) {
            case SINGLE -> SingleRow.measure(arena, options, results);
            case CALLERS -> CallersRow.measure(arena, options, results);
            case BURST -> BurstRow.measure(arena, options, results);
            case WRITERS -> WritersRow.measure(arena, options, results);
            case COLD -> ColdRow.measure(arena, options, results);
            case CLI -> CliRow.measure(arena, options, results);
            case PUSH -> PushRow.measure(arena, options, results);
            case LOOK -> LookRow.measure(arena, options, results);
            case HISTORY -> HistoryRow.measure(arena, options, results);
            case LIFE -> LifeRow.measure(arena, options, results);
        }
    }

    /** As typed on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
