package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Lets contestants take turns, A, B, C, A, B, C, for as long as there is time: whatever else the machine does meets all of
 * them alike.
 */
final class Rounds {
    private final LongSupplier nanoTime;
    private final Duration budget;
    private final int least;

    /**
     * @param nanoTime the clock, as {@link System#nanoTime()}
     * @param budget after which no round begins that would probably not be over
     * @param least rounds that are played in any case
     */
    Rounds(LongSupplier nanoTime, Duration budget, int least) {
        this.nanoTime = nanoTime;
        this.budget = budget;
        this.least = least;
    }

    /** Returns how many rounds were played. */
    int play(List<? extends Runnable> turns) {
        long start = nanoTime.getAsLong();
        for (int played = 0; ; played++) {
            long spent = nanoTime.getAsLong() - start;
            long oneMore = played == 0 ? 0 : spent / played;
            if (played >= least && spent + oneMore > budget.toNanos()) {
                return played;
            }
            turns.forEach(Runnable::run);
        }
    }
}
