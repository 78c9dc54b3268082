// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.tool.Folders;
import io.meshcloud.idp.tool.ToolLine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The command. It measures every row at every size and writes the report. It fails if a contestant lost an update, but
 * never because of a time.
 */
public final class Benchmark {
    private final Options options;
    private final PrintStream console;

    private Benchmark(Options options, PrintStream console) {
        this.options = options;
        this.console = console;
    }

    public static void main(String[] arguments) throws IOException {
        var options = new Options();
        if (ToolLine.parse(options, arguments)) {
            new Benchmark(options, System.out).run();
        }
    }

    private void run() throws IOException {
        var folder = Files.createTempDirectory(options.parentFolder(), "idp-benchmark");
        try {
            var programs = new Programs(Folders.create(folder.resolve("printed")));
            var results = new ArrayList<Results>();
            for (int environments : options.environments()) {
                results.add(measure(folder, programs, environments));
            }
            var machine = Machine.find(programs, folder);
            var out = options.out().toAbsolutePath();
            Files.createDirectories(out.getParent());
            Files.writeString(out, report(programs, machine, results));
            console.println("The report is in " + out);
        } finally {
            Folders.delete(folder);
        }
    }

    private Results measure(Path folder, Programs programs, int environments) {
        var results = new Results(environments);
        var seed = folder.resolve("state-" + environments + ".git");
        console.println(Texts.count(environments) + " environments: generating the state repository");
        new StateGenerator(programs).generate(seed, environments);
        for (var row : Row.values()) {
            if (options.includes(row) && !row.isMeasuredAt(environments)) {
                results.note("`" + row + "` is not measured at this size.");
            } else if (options.includes(row)) {
                console.println(Texts.count(environments) + " environments: " + row);
                var before = CpuUsage.Ticks.now();
                try (var arena = new Arena(folder.resolve("arena"), seed, environments, row.remote())) {
                    row.measure(arena, options, results);
                }
                results.busy(row, CpuUsage.Ticks.now().since(before, CpuUsage.loadAverage()));
            }
        }
        Folders.delete(seed);
        return results;
    }

    private String report(Programs programs, Machine machine, List<Results> results) {
        var here = Path.of("").toAbsolutePath();
        var revision =
                programs.git(here, "describe", "--always", "--dirty").printed().strip();
        return new Report(options, machine, LocalDate.now(ZoneOffset.UTC), revision, results).text();
    }
}
