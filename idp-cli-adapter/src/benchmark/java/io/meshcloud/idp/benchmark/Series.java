// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The turns of one contestant; in each turn the contestant makes one update after the other for a short time. */
final class Series implements Runnable {
    private static final Duration TURN = Duration.ofMillis(700);
    private static final int MAX_PER_TURN = 12;

    private final Contestant contestant;
    private final List<Samples> rounds = new ArrayList<>();

    Series(Contestant contestant) {
        this.contestant = contestant;
    }

    @Override
    public void run() {
        long end = System.nanoTime() + TURN.toNanos();
        var durations = new ArrayList<Duration>();
        do {
            durations.add(contestant.update());
        } while (durations.size() < MAX_PER_TURN && System.nanoTime() - end < 0);
        rounds.add(Samples.of(durations));
    }

    Column column() {
        return contestant.column();
    }

    /** The samples of all rounds together. */
    Samples all() {
        return Samples.of(
                rounds.stream().flatMap(round -> round.sorted().stream()).toList());
    }

    /** The median of each round, in nanoseconds. */
    List<Double> medians() {
        return rounds.stream().map(round -> (double) round.median().toNanos()).toList();
    }
}
