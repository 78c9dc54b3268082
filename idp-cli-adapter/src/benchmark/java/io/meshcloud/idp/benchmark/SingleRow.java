// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One update at a time, without concurrent callers and without batches. */
final class SingleRow {
    static final String LINE = "one update at a time, p50";

    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final int MAX_WARM_UPS = 100;
    private static final int MIN_ROUNDS = 3;

    private SingleRow() {}

    static void measure(Arena arena, Options options, Results results) {
        var copies = new ArrayList<StateCopy>();
        var contestants = new ArrayList<Contestant>();
        try {
            contestants.add(Ours.start(arena, added(copies, arena, "ours"), "ours-single", options));
            contestants.add(new LongLivedPeer(arena, added(copies, arena, "long-lived"), "long-lived"));
            contestants.add(new ClonePeer(arena, added(copies, arena, "clone"), "clone"));
            contestants.add(new ReadyPush(arena, added(copies, arena, "ready-push"), "ready-push"));
            contestants.add(new ReadyPost(arena, added(copies, arena, "ready-post"), "ready-post"));
            contestants.add(new ReceivePackAlone(arena, added(copies, arena, "receive-pack"), "receive-pack"));
            warmUp(contestants);
            var series = contestants.stream().map(Series::new).toList();
            new Rounds(System::nanoTime, options.budget(Row.SINGLE), MIN_ROUNDS).play(series);
            report(series, results);
        } finally {
            contestants.forEach(Contestant::close);
        }
        for (int i = 0; i < copies.size(); i++) {
            copies.get(i).requireCommits(contestants.get(i).updates());
        }
    }

    private static StateCopy added(List<StateCopy> copies, Arena arena, String name) {
        var copy = arena.copy(name);
        copies.add(copy);
        return copy;
    }

    /** Ours runs until the JVM has compiled the code, as in a running service. The others make one update. */
    private static void warmUp(List<Contestant> contestants) {
        for (var contestant : contestants) {
            long end = System.nanoTime() + (contestant.column().isOurs() ? WARM_UP.toNanos() : 0);
            int done = 0;
            do {
                contestant.update();
                done++;
            } while (done < MAX_WARM_UPS && System.nanoTime() - end < 0);
            contestant.settle();
        }
    }

    private static void report(List<Series> series, Results results) {
        var ours = series.get(0);
        for (var one : series) {
            var all = one.all();
            results.cell(LINE, one.column(), Texts.duration(all.median()));
            results.cell("p99", one.column(), Texts.duration(all.percentile(99)));
            results.cell("updates timed", one.column(), Texts.count(all.count()));
            if (one == ours) {
                continue;
            }
            boolean floor = one.column().isFloor();
            var ratio = floor ? Ratio.of(ours.medians(), one.medians()) : Ratio.of(one.medians(), ours.medians());
            var what = floor ? "ours / " + one.column().title() : one.column().title() + " / ours";
            results.compare(new Results.Comparison(LINE, what + ", time", ratio, floor ? "floor" : "like for like"));
            aim(one.column(), ratio.median(), results);
        }
    }

    private static void aim(Column column, double ratio, Results results) {
        switch (column) {
            case CLONE -> results.figure(Aim.CLONE, ratio);
            case LONG_LIVED -> results.figure(Aim.LONG_LIVED, ratio);
            case RECEIVE_PACK -> results.figure(Aim.FLOOR, ratio);
            default -> {}
        }
    }
}
