// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process that lives long: its lists, its looks, and what it holds while it releases and polls. It fails if an update
 * is lost or if memory, threads or open files grow steadily.
 */
final class LifeRow {
    private static final int POINTS = 10;
    private static final int WARM_UP = 20;
    private static final int PAGES = 50;
    private static final int LOOKS = 5;
    private static final int LISTS = 3;
    private static final long MIB = 1024 * 1024;

    private LifeRow() {}

    static void measure(Arena arena, Options options, Results results) {
        var copy = arena.copy("life");
        new StateGenerator(arena.programs()).enableAutomation(copy.repository());
        var start = new StateCopy(arena.programs(), copy.repository(), copy.url());
        long updates = arena.environments();
        try (var process = MeasuredProcess.start(
                arena,
                options,
                "life",
                Map.of(),
                MeasuredProcess.classPath(),
                LifeWorker.class,
                List.of(copy.url(), arena.scratch("life-cache").toString(), Integer.toString(arena.environments())))) {
            look(process).require(arena.environments(), 0);
            pages(process, results);
            looks(process, arena.environments(), results);
            updates += life(process, arena.environments(), options, results);
        }
        list(new CliProcess(arena, copy, "life-list"), results);
        start.requireCommits(updates);
    }

    private static void pages(MeasuredProcess process, Results results) {
        var pages = new ArrayList<Duration>();
        for (int round = 0; round < WARM_UP + PAGES; round++) {
            pages.add(Duration.ofNanos(Long.parseLong(process.ask("page"))));
        }
        var median = Samples.of(pages.subList(WARM_UP, pages.size())).median();
        results.cell("first page of all environments, warm", Column.OURS, Texts.duration(median));
        results.figure(Aim.LIST_PAGE, Texts.millis(median));
    }

    private static void looks(MeasuredProcess process, int environments, Results results) {
        var looks = new ArrayList<Duration>();
        for (int round = 0; round < 2 * LOOKS; round++) {
            var look = look(process);
            look.require(0, environments);
            looks.add(Duration.ofNanos(look.cpuNanos()));
        }
        var median = Samples.of(looks.subList(LOOKS, looks.size())).median();
        results.cell(
                "a look that finds nothing at a registry that answers at once, CPU",
                Column.OURS,
                Texts.duration(median));
        results.figure(Aim.IDLE_LOOK, Texts.seconds(median));
    }

    /** Returns the number of releases. */
    private static long life(MeasuredProcess process, int environments, Options options, Results results) {
        var samples = new ArrayList<LifeSample>();
        int releases = options.soakReleases(environments);
        int polls = options.soakPolls();
        for (int point = 1; point <= POINTS; point++) {
            process.ask("release " + share(releases, point));
            for (int poll = 0; poll < share(polls, point); poll++) {
                look(process).require(0, environments);
            }
            samples.add(LifeSample.parse(process.ask("sample")));
            // The row takes long.
            System.out.println("  " + point + " of " + POINTS + ": " + text(samples.get(point - 1)));
        }
        var last = samples.get(POINTS - 1);
        results.cell(
                "resident memory after " + Texts.count(releases) + " releases and " + Texts.count(polls) + " looks",
                Column.OURS,
                last.resident() / MIB + " MiB");
        results.figure(Aim.LIFE_MEMORY, (double) last.resident() / MIB);
        results.note("After a tenth of these releases and looks a process held " + text(samples.get(0))
                + "; after a half " + text(samples.get(POINTS / 2 - 1)) + "; at the end " + text(last) + ".");
        LifeSample.requireSteady(samples);
        return releases;
    }

    /** The part of a count that comes before a point and after the point before it. */
    private static int share(int count, int point) {
        return (int) ((long) count * point / POINTS - (long) count * (point - 1) / POINTS);
    }

    private static String text(LifeSample sample) {
        return sample.heap() / MIB + " MiB of heap after garbage collection, " + sample.resident() / MIB
                + " MiB of resident memory, " + sample.threads() + " threads and " + sample.files() + " open files";
    }

    private static void list(CliProcess cli, Results results) {
        cli.list();
        var times = new ArrayList<Duration>();
        var cpu = new ArrayList<Duration>();
        for (int round = 0; round < LISTS; round++) {
            var before = CpuUsage.ofEndedChildren();
            times.add(cli.list());
            cpu.add(CpuUsage.ofEndedChildren().minus(before));
        }
        var took = Samples.of(times).median();
        var used = Samples.of(cpu).median();
        results.cell("`idp env list` with a warm cache", Column.OURS, Texts.duration(took));
        results.cell("`idp env list` with a warm cache, CPU", Column.OURS, Texts.duration(used));
        results.figure(Aim.LIST, Texts.seconds(took));
        results.figure(Aim.LIST_CPU, Texts.seconds(used));
    }

    private static LookWorker.Answer look(MeasuredProcess process) {
        return LookWorker.Answer.parse(process.ask("look"));
    }
}
