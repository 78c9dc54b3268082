// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.tool.Folders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** From the start of a process to a complete index of all environments. */
final class ColdRow {
    private static final int MIN_ROUNDS = 3;

    private ColdRow() {}

    static void measure(Arena arena, Options options, Results results) {
        var copy = arena.copy("ours");
        var cold = new Starts();
        var warm = new Starts();
        var clones = new ArrayList<Duration>();
        var shallow = new ArrayList<Duration>();
        var cache = arena.scratch("caches");
        var programs = arena.programs();
        var work = arena.scratch("clones").resolve("clone");
        new Rounds(System::nanoTime, options.budget(Row.COLD), MIN_ROUNDS)
                .play(List.<Runnable>of(
                        () -> {
                            Folders.delete(cache);
                            cold.add(start(arena, copy, cache, options));
                        },
                        () -> warm.add(start(arena, copy, cache, options)),
                        () -> {
                            Folders.delete(work);
                            shallow.add(programs.git(cache, "clone", "-q", "--depth", "1", copy.url(), work.toString())
                                    .took());
                        },
                        () -> {
                            Folders.delete(work);
                            clones.add(programs.git(cache, "clone", "-q", copy.url(), work.toString())
                                    .took());
                        }));
        cold.report("cold start, empty cache, to the full index", results);
        warm.report("start with a warm cache, to the full index", results);
        results.cell("cold start, empty cache, to the full index", Column.LONG_LIVED, middle(clones) + " (clone only)");
        results.cell("cold start, empty cache, to the full index", Column.CLONE, middle(shallow) + " (clone only)");
        results.figure(Aim.COLD_INDEX, Texts.seconds(Samples.of(cold.totals).median()));
    }

    private static Start start(Arena arena, StateCopy copy, Path cache, Options options) {
        long start = System.nanoTime();
        try (var ours = Ours.startWithCache(cache, arena, copy, "ours-cold", options)) {
            var index = ours.index();
            return new Start(Duration.ofNanos(System.nanoTime() - start), index);
        }
    }

    private static String middle(List<Duration> durations) {
        return Texts.duration(Samples.of(durations).median());
    }

    private record Start(Duration total, FirstIndex index) {}

    private static final class Starts {
        private final List<Duration> totals = new ArrayList<>();
        private final List<Duration> git = new ArrayList<>();
        private final List<Duration> index = new ArrayList<>();

        void add(Start start) {
            totals.add(start.total());
            git.add(start.index().git());
            index.add(start.index().index());
        }

        void report(String line, Results results) {
            results.cell(line, Column.OURS, middle(totals) + " (Git " + middle(git) + ", index " + middle(index) + ")");
        }
    }
}
