// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.List;

/** {@code idp release} as a separate process, as a pipeline runs it. */
final class CliRow {
    private static final int MIN_ROUNDS = 3;

    private CliRow() {}

    static void measure(Arena arena, Options options, Results results) {
        var warmCopy = arena.copy("warm");
        var coldCopy = arena.copy("cold");
        var longCopy = arena.copy("long-lived");
        var cloneCopy = arena.copy("clone");
        var warm = new CommandLine(arena, warmCopy, "warm", false);
        var cold = new CommandLine(arena, coldCopy, "cold", true);
        var longLived = new LongLivedPeer(arena, longCopy, "long-lived");
        var clone = new ClonePeer(arena, cloneCopy, "clone");
        warm.update();
        var series = List.of(new Series(warm), new Series(cold), new Series(longLived), new Series(clone));
        new Rounds(System::nanoTime, options.budget(Row.CLI), MIN_ROUNDS).play(series);

        var median = series.get(0).all().median();
        results.figure(Aim.CLI, Texts.seconds(median));
        results.cell("`idp release`, warm cache", Column.OURS, Texts.duration(median));
        results.cell(
                "`idp release`, empty cache",
                Column.OURS,
                Texts.duration(series.get(1).all().median()));
        compare("`idp release`, warm cache", series.get(0), series.get(2), results);
        compare("`idp release`, empty cache", series.get(1), series.get(3), results);
        warmCopy.requireCommits(warm.updates());
        coldCopy.requireCommits(cold.updates());
        longCopy.requireCommits(longLived.updates());
        cloneCopy.requireCommits(clone.updates());
    }

    private static void compare(String line, Series ours, Series peer, Results results) {
        results.cell(line, peer.column(), Texts.duration(peer.all().median()));
        results.compare(new Results.Comparison(
                line,
                peer.column().title() + " / ours, time",
                Ratio.of(peer.medians(), ours.medians()),
                "ours starts Java, the peer a shell"));
    }

    /** Runs each release in a separate process. */
    private static final class CommandLine implements Contestant {
        private final CliProcess process;
        private final boolean clearsCache;
        private final Updates supply;
        private long updates;

        CommandLine(Arena arena, StateCopy copy, String name, boolean clearsCache) {
            this.process = new CliProcess(arena, copy, name);
            this.clearsCache = clearsCache;
            this.supply = arena.updates(name);
        }

        @Override
        public Column column() {
            return Column.OURS;
        }

        @Override
        public Duration update() {
            if (clearsCache) {
                process.clearCache();
            }
            var took = process.release(supply.next().environment());
            updates++;
            return took;
        }

        @Override
        public long updates() {
            return updates;
        }
    }
}
