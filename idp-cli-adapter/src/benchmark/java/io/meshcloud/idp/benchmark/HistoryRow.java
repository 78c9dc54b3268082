// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The first page of one environment's history in a repository with many commits. */
final class HistoryRow {
    /** Entries of a page, as on the command line. */
    static final int PAGE = 20;

    private static final int MIN_ROUNDS = 5;

    private HistoryRow() {}

    static void measure(Arena arena, Options options, Results results) {
        var copy = arena.copy("long");
        new StateGenerator(arena.programs()).extendHistory(copy.repository(), arena.environments(), options.commits());
        var environments = arena.updates("history");
        var clone = arena.scratch("clone").resolve("clone.git");
        arena.programs().git(clone.getParent(), "clone", "-q", "--bare", copy.url(), clone.toString());
        var line = new CliProcess(arena, copy, "history");
        try (var ours = Ours.start(arena, copy, "ours-history", options)) {
            ours.history(environments.next().environment());
            ours.settle();
            var peak = ours.peakMemory();
            // The first process completes the cache that the other processes share.
            line.release(environments.next().environment());
            line.release(environments.next().environment());
            var warm = new Times(() -> ours.history(environments.next().environment()));
            var page = new Times(() -> line.history(environments.next().environment()));
            var release = new Times(() -> line.release(environments.next().environment()));
            var log = new Times(
                    () -> log(arena.programs(), clone, environments.next().environment()));
            new Rounds(System::nanoTime, options.budget(Row.HISTORY), MIN_ROUNDS)
                    .play(List.of(warm, page, release, log));

            var title = "first page of one environment's history, " + Texts.count(options.commits()) + " more commits";
            results.cell(title, Column.OURS, warm.text());
            results.cell(title, Column.LONG_LIVED, log.text() + " (`git fetch`, `git log`)");
            results.cell("`idp history` there, warm cache", Column.OURS, page.text());
            results.cell("`idp release` there, warm cache", Column.OURS, release.text());
            results.cell(
                    "peak resident memory until that cache is complete", Column.OURS, "%d MiB".formatted(peak >> 20));
            results.compare(new Results.Comparison(
                    title,
                    Column.LONG_LIVED.title() + " / ours, time",
                    Ratio.of(log.nanos(), warm.nanos()),
                    "like for like"));
            if (options.commits() == Aim.COMMITS) {
                results.figure(Aim.HISTORY, Texts.seconds(warm.median()));
            }
        }
    }

    private static Duration log(Programs programs, Path clone, TestEnvironment environment) {
        var fetched = programs.git(clone, "fetch", "-q", "origin", "main").took();
        return fetched.plus(
                programs.git(clone, "log", "-n", Integer.toString(PAGE), "main", "--", environment.releasePath())
                        .took());
    }

    /** The times of one repeated operation. */
    private static final class Times implements Runnable {
        private final Supplier<Duration> once;
        private final List<Duration> all = new ArrayList<>();

        Times(Supplier<Duration> once) {
            this.once = once;
        }

        @Override
        public void run() {
            all.add(once.get());
        }

        Duration median() {
            return Samples.of(all).median();
        }

        String text() {
            return Texts.duration(median());
        }

        List<Double> nanos() {
            return all.stream().map(duration -> (double) duration.toNanos()).toList();
        }
    }
}
