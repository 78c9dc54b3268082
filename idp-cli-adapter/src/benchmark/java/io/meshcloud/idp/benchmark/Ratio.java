// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The ratio between the figures of two contestants: the median over rounds in which both had a turn. Load on the
 * machine therefore affects both.
 *
 * @param rounds the ratio of each round, in any order
 */
record Ratio(List<Double> rounds) {
    Ratio {
        rounds = rounds.stream().sorted().toList();
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("no round");
        }
    }

    /**
     * @param over the numerator of each round
     * @param under the denominator of each round, not zero
     */
    static Ratio of(List<Double> over, List<Double> under) {
        if (over.size() != under.size()) {
            throw new IllegalArgumentException(over.size() + " rounds against " + under.size());
        }
        var rounds = new ArrayList<Double>();
        for (int i = 0; i < over.size(); i++) {
            rounds.add(over.get(i) / under.get(i));
        }
        return new Ratio(rounds);
    }

    double median() {
        int half = rounds.size() / 2;
        return rounds.size() % 2 == 1 ? rounds.get(half) : (rounds.get(half - 1) + rounds.get(half)) / 2;
    }

    double min() {
        return rounds.get(0);
    }

    double max() {
        return rounds.get(rounds.size() - 1);
    }

    /** Such as {@code 4.2 (3.9 to 4.6)}. */
    @Override
    public String toString() {
        return number(median()) + " (" + number(min()) + " to " + number(max()) + ")";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }
}
