// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The content of the report. */
class ReportTest {
    private static final CpuUsage QUIET = new CpuUsage(0.8, 0.79, 0, 2.1);

    private final Results results = new Results(Aim.ENVIRONMENTS);

    private String text(String... arguments) {
        var options = CommandLine.populateCommand(new Options(), arguments);
        var machine = new Machine(2, "a processor", 24, "Linux 6", "a Java 17", "git version 2.39.5", "tmpfs");
        return new Report(options, machine, LocalDate.of(2026, 11, 26), "abc1234", List.of(new Results(100), results))
                .text();
    }

    @Test
    void aims_are_met_or_missed_only_at_the_size_that_they_are_set_for() {
        var small = new Results(100);
        small.figure(Aim.CLONE, 12);
        results.figure(Aim.CLONE, 30);
        results.figure(Aim.MEMORY, 200);

        var text = new Report(
                        CommandLine.populateCommand(new Options()),
                        new Machine(2, "", 1, "", "", "", "tmpfs"),
                        LocalDate.EPOCH,
                        "",
                        List.of(small, results))
                .text();
        assertThat(text)
                .contains("| at least 40 times | 12 times | 30 times: **missed by 25 %** |")
                .contains("| peak resident memory | at most 300 MiB | not measured | 200 MiB: met |");
    }

    @Test
    void a_ratio_of_batches_says_so() {
        results.compare(new Results.Comparison(
                "10 waiting callers", "ours / peer", new Ratio(List.of(32.0)), "batched against sequential"));
        assertThat(text())
                .contains("| 10 waiting callers | ours / peer | 32 (32 to 32) | 1 | batched against sequential |");
    }

    @Test
    void cells_are_in_the_column_of_their_contestant() {
        results.cell("a line", Column.OURS, "50 ms");
        results.cell("a line", Column.RECEIVE_PACK, "40 ms");
        var header = text().lines()
                .filter(line -> line.startsWith("| | ours"))
                .findFirst()
                .orElseThrow();
        var line = text().lines()
                .filter(found -> found.startsWith("| a line"))
                .findFirst()
                .orElseThrow();
        assertThat(line.split("\\|", -1)).hasSameSizeAs(header.split("\\|", -1));
        assertThat(line).startsWith("| a line | 50 ms |").endsWith("| 40 ms |");
    }

    @Test
    void a_look_is_a_row_with_its_cost_for_each_environment() {
        assertThat(text()).doesNotContain("The cost of a look");

        var commits =
                new BranchWatch.Commits(1, Optional.of(Duration.ofMillis(40)), Optional.of(Duration.ofMillis(60)));
        var cost = new LookCost(Duration.ofSeconds(3), Duration.ofMillis(800), Optional.empty(), 21_000, commits);
        results.look(new Results.LookLine("a registry", "one new image", cost));

        assertThat(text())
                .contains(
                        "| a registry | 10,000 | one new image | 21,000 | 2.10 | 800 ms |  | 3.00 s | 40 ms | 60 ms |");
    }

    @Test
    void a_noisy_machine_is_reported_at_the_top() {
        results.busy(Row.SINGLE, QUIET);
        assertThat(text()).doesNotContain("not reliable");

        results.busy(Row.BURST, new CpuUsage(1, 0.2, 0, 12));
        assertThat(text().indexOf("these figures are not reliable")).isBetween(0, text().indexOf("## Aims"));
        assertThat(text()).contains("`burst` 100 % used, of which 80 % by others; 0 % stolen; load 12.0");
    }

    @Test
    void it_names_the_command_the_machine_and_the_options_of_java() {
        assertThat(text("--environments", "100,10000", "--rows", "SINGLE,CLI"))
                .contains("-Dbenchmark.arguments=\"--environments 100,10000 --budget 180 --rows single,cli\"")
                .contains("2 cores of a processor, 24 GiB of memory, Linux 6, a Java 17, git version 2.39.5.")
                .contains("are on tmpfs.")
                .contains("Ours runs with `-XX:+UseSerialGC -Xmx160m`")
                .contains("on 2026-11-26 with idp abc1234");
    }

    @Test
    void storage_other_than_tmpfs_is_reported() {
        var machine = new Machine(2, "", 1, "", "", "", "ext4");
        var options = CommandLine.populateCommand(new Options());
        assertThat(new Report(options, machine, LocalDate.EPOCH, "", List.of()).text())
                .contains("ext4, not on tmpfs");
    }
}
