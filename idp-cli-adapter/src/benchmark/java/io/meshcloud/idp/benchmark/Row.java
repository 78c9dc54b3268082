package io.meshcloud.idp.benchmark;

import java.util.Locale;

/** What is measured, on repositories and a server of its own. */
enum Row {
    SINGLE(30),
    CALLERS(25),
    BURST(15),
    WRITERS(15),
    COLD(10),
    CLI(10),
    HISTORY(10),
    POLL(10),
    PUSH(10);

    /** More would take longer to look at than anybody waits. */
    private static final int MOST_POLLED = 1_000;

    private final int share;

    Row(int share) {
        this.share = share;
    }

    /** How much of the time it gets, as a part of the shares of all. */
    int share() {
        return share;
    }

    /** Whether the server is {@linkplain Arena far away}. */
    boolean far() {
        return this == BURST;
    }

    /** Whether it is measured at this size. */
    boolean isFor(int environments) {
        return environments <= MOST_POLLED || (this != POLL && this != PUSH);
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
            case POLL -> PollRow.measure(arena, results);
            case HISTORY -> HistoryRow.measure(arena, options, results);
        }
    }

    /** As typed on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
