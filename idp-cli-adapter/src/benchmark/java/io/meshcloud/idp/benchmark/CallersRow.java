// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.List;

/**
 * Updates per second while this many callers wait for their updates. idp writes all waiting updates with one push; the
 * peers cannot do that and make one update after the other.
 */
final class CallersRow {
    private static final List<Integer> CALLERS = List.of(10, 100, 1_000);
    private static final int MANY = 1_000;
    private static final int MIN_ROUNDS = 3;
    private static final int CONTESTANTS = 3;
    private static final Duration MIN_TURN = Duration.ofMillis(500);

    /** One push of {@link #MANY} updates takes one or two seconds, so a turn must be long enough for several pushes. */
    private static final Duration MIN_TURN_OF_MANY = Duration.ofSeconds(6);

    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final double MIB = 1024 * 1024;

    private CallersRow() {}

    static void measure(Arena arena, Options options, Results results) {
        var ourCopy = arena.copy("ours");
        var longCopy = arena.copy("long-lived");
        var cloneCopy = arena.copy("clone");
        try (var ours = Ours.start(arena, ourCopy, "ours-callers", options);
                var longLived = new LongLivedPeer(arena, longCopy, "long-lived");
                var clone = new ClonePeer(arena, cloneCopy, "clone")) {
            // A running service has its index in memory.
            ours.index();
            ours.callers(MANY, WARM_UP);
            ours.settle();
            for (int callers : CALLERS) {
                play(callers, ours, longLived, clone, options, results);
            }
            var peak = ours.peakMemory() / MIB;
            results.cell("peak resident memory, 1,000 callers", Column.OURS, "%.0f MiB".formatted(peak));
            results.figure(Aim.MEMORY, peak);
            ourCopy.requireCommits(ours.updates());
            longCopy.requireCommits(longLived.updates());
            cloneCopy.requireCommits(clone.updates());
        }
    }

    private static void play(
            int callers, Ours ours, Contestant longLived, Contestant clone, Options options, Results results) {
        var budget = options.budget(Row.CALLERS).dividedBy(CALLERS.size());
        var turn = longer(MIN_TURN, budget.dividedBy((long) CONTESTANTS * MIN_ROUNDS));
        var ourTurn = callers == MANY ? longer(MIN_TURN_OF_MANY, turn) : turn;
        var our = new Rates(() -> ours.callers(callers, ourTurn));
        var longs = new Rates(() -> ContestantLoop.repeat(longLived, turn));
        var clones = new Rates(() -> ContestantLoop.repeat(clone, turn));
        new Rounds(System::nanoTime, budget, MIN_ROUNDS).play(List.of(our, longs, clones));

        var line = Texts.count(callers) + " waiting callers";
        var rate = our.all().perSecond();
        results.cell(line, Column.OURS, Texts.perSecond(rate));
        if (callers == MANY) {
            results.figure(Aim.THROUGHPUT, rate);
        }
        peer(line, Column.LONG_LIVED, our, longs, "batched against sequential", results);
        peer(line, Column.CLONE, our, clones, "batched against sequential", results);
    }

    private static void peer(String line, Column column, Rates ours, Rates peer, String remark, Results results) {
        results.cell(line, column, Texts.perSecond(peer.all().perSecond()));
        results.compare(new Results.Comparison(
                line,
                "ours / " + column.title() + ", updates per second",
                Ratio.of(ours.perSecond(), peer.perSecond()),
                remark));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
