// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Several processes with separate caches that write to one branch; each makes one update after the other. */
final class WritersRow {
    private static final List<Integer> WRITERS = List.of(1, 2, 4);
    private static final int MAX_WRITERS = 4;
    private static final int MIN_ROUNDS = 2;

    /** With more environments, four writers that clone need minutes for one update each. */
    private static final int MAX_ENVIRONMENTS_FOR_CLONES = 1_000;

    private static final Duration WARM_UP = Duration.ofSeconds(3);

    private WritersRow() {}

    static void measure(Arena arena, Options options, Results results) {
        var contests = new ArrayList<Contest>();
        try {
            contests.add(contest(
                    arena, "ours", copy -> number -> Ours.start(arena, copy, "ours-writer-" + number, options)));
            contests.add(contest(
                    arena, "long-lived", copy -> number -> new LongLivedPeer(arena, copy, "long-lived-" + number)));
            if (arena.environments() <= MAX_ENVIRONMENTS_FOR_CLONES) {
                contests.add(contest(arena, "clone", copy -> number -> new ClonePeer(arena, copy, "clone-" + number)));
            } else {
                results.note("Several writers that clone for each update were not measured, because one update by"
                        + " clone takes many seconds at this size.");
            }
            contests.get(0).run(MAX_WRITERS, WARM_UP);
            contests.get(0).settle();
            for (int writers : WRITERS) {
                play(writers, contests, options, results);
            }
            contests.forEach(Contest::check);
        } finally {
            contests.forEach(Contest::close);
        }
    }

    private static void play(int writers, List<Contest> contests, Options options, Results results) {
        var budget = options.budget(Row.WRITERS).dividedBy(WRITERS.size());
        var turn = budget.dividedBy((long) MIN_ROUNDS * contests.size());
        var rates = contests.stream()
                .map(contest -> new Rates(() -> contest.run(writers, turn)))
                .toList();
        new Rounds(System::nanoTime, budget, MIN_ROUNDS).play(rates);
        var line = writers == 1 ? "1 writer" : writers + " writers";
        for (int i = 0; i < contests.size(); i++) {
            var contest = contests.get(i);
            results.cell(
                    line,
                    contest.column(),
                    Texts.perSecond(rates.get(i).all().perSecond()) + contest.fairness(writers));
            if (i > 0) {
                results.compare(new Results.Comparison(
                        line,
                        "ours / " + contest.column().title() + ", updates per second",
                        Ratio.of(rates.get(0).perSecond(), rates.get(i).perSecond()),
                        "like for like"));
            }
        }
    }

    private static Contest contest(Arena arena, String name, Function<StateCopy, IntFunction<Contestant>> maker) {
        var copy = arena.copy(name);
        var members = new ArrayList<Contestant>();
        for (int number = 0; number < MAX_WRITERS; number++) {
            members.add(maker.apply(copy).apply(number));
        }
        return new Contest(copy, members);
    }

    /** Writers of one kind that write to one branch. */
    private static final class Contest {
        private final StateCopy copy;
        private final List<Contestant> members;
        private long min;
        private long max;

        Contest(StateCopy copy, List<Contestant> members) {
            this.copy = copy;
            this.members = members;
        }

        Column column() {
            return members.get(0).column();
        }

        Throughput run(int writers, Duration time) {
            long start = System.nanoTime();
            var each = members.stream()
                    .limit(writers)
                    .map(member -> (Callable<Throughput>) () -> ContestantLoop.repeat(member, time))
                    .toList();
            var done = ContestantLoop.concurrently(each).stream()
                    .mapToLong(Throughput::updates)
                    .summaryStatistics();
            min = done.getMin();
            max = done.getMax();
            return new Throughput(done.getSum(), Duration.ofNanos(System.nanoTime() - start));
        }

        /** The minimum and maximum of updates per writer in the last round. */
        String fairness(int writers) {
            return writers == 1 ? "" : " (" + min + " to " + max + " each)";
        }

        void settle() {
            members.forEach(Contestant::settle);
        }

        void check() {
            copy.requireCommits(members.stream().mapToLong(Contestant::updates).sum());
        }

        void close() {
            members.forEach(Contestant::close);
        }
    }
}
