package io.meshcloud.idp.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many times as long, or as much, one contestant takes or does than another: the median over rounds in which both had
 * a turn, so that a machine that is busy for a while is so for both.
 *
 * @param rounds one ratio each, in any order
 */
record Ratio(List<Double> rounds) {
    Ratio {
        rounds = rounds.stream().sorted().toList();
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("no round");
        }
    }

    /**
     * @param over one figure of each round
     * @param under as many, none of them zero
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

    double least() {
        return rounds.get(0);
    }

    double most() {
        return rounds.get(rounds.size() - 1);
    }

    /** Such as {@code 4.2 (3.9 to 4.6)}. */
    @Override
    public String toString() {
        return number(median()) + " (" + number(least()) + " to " + number(most()) + ")";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }
}
