// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many updates at once to a remote server that uses TLS and has a hook. */
final class BurstRow {
    private static final int SIZE = 300;
    private static final int MIN_ROUNDS = 2;

    private BurstRow() {}

    static void measure(Arena arena, Options options, Results results) {
        var ourCopy = arena.copy("ours");
        var longCopy = arena.copy("long-lived");
        var cloneCopy = arena.copy("clone");
        var pushCopy = arena.copy("ready-push");
        try (var ours = Ours.start(arena, ourCopy, "ours-burst", options);
                var longLived = new LongLivedPeer(arena, longCopy, "long-lived");
                var clone = new ClonePeer(arena, cloneCopy, "clone")) {
            var push = new ReadyPush(arena, pushCopy, "ready-push");
            ours.burst(SIZE);
            ours.settle();
            var our = new ArrayList<Double>();
            var longs = new ArrayList<Double>();
            var clones = new ArrayList<Double>();
            var pushes = new ArrayList<Double>();
            new Rounds(System::nanoTime, options.budget(Row.BURST), MIN_ROUNDS)
                    .play(List.of(
                            () -> our.add(Texts.seconds(ours.burst(SIZE).took())),
                            () -> longs.add(sequential(longLived)),
                            () -> clones.add(sequential(clone)),
                            () -> pushes.add(Texts.seconds(push.push(SIZE)))));
            var line = "burst of " + SIZE + ", 20 ms away, TLS, hook";
            results.cell(line, Column.OURS, middle(our));
            results.cell(line, Column.READY_PUSH, middle(pushes));
            results.compare(new Results.Comparison(
                    line, "ours / ready `git push` of all, time", Ratio.of(our, pushes), "floor"));
            peer(line, Column.LONG_LIVED, longs, our, results);
            peer(line, Column.CLONE, clones, our, results);
            ourCopy.requireCommits(ours.updates());
            longCopy.requireCommits(longLived.updates());
            cloneCopy.requireCommits(clone.updates());
            pushCopy.requireCommits(push.updates());
        }
    }

    /** A full burst would take a peer minutes, so this extrapolates from one second. */
    private static double sequential(Contestant peer) {
        var sample = ContestantLoop.repeat(peer, Duration.ofSeconds(1));
        return SIZE / sample.perSecond();
    }

    private static void peer(String line, Column column, List<Double> peer, List<Double> ours, Results results) {
        results.cell(line, column, middle(peer) + " (extrapolated)");
        results.compare(new Results.Comparison(
                line,
                column.title() + " / ours, time",
                Ratio.of(peer, ours),
                "batched against sequential; the peer's time is extrapolated from a sample"));
    }

    private static String middle(List<Double> seconds) {
        return Texts.duration(Duration.ofNanos((long) (new Ratio(seconds).median() * 1e9)));
    }
}
