// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Lets contestants take turns, A, B, C, A, B, C, until the budget is used. Other load on the machine therefore affects
 * all of them.
 */
final class Rounds {
    private final LongSupplier nanoTime;
    private final Duration budget;
    private final int minimum;

    /**
     * @param nanoTime the clock, as {@link System#nanoTime()}
     * @param budget the time for all rounds; no round starts that would probably exceed it
     * @param minimum the number of rounds to play in any case
     */
    Rounds(LongSupplier nanoTime, Duration budget, int minimum) {
        this.nanoTime = nanoTime;
        this.budget = budget;
        this.minimum = minimum;
    }

    /** Returns the number of rounds that ran. */
    int play(List<? extends Runnable> turns) {
        long start = nanoTime.getAsLong();
        for (int played = 0; ; played++) {
            long spent = nanoTime.getAsLong() - start;
            long nextRound = played == 0 ? 0 : spent / played;
            if (played >= minimum && spent + nextRound > budget.toNanos()) {
                return played;
            }
            turns.forEach(Runnable::run);
        }
    }
}
