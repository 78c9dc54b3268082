// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The report in Markdown: aims, explanations, the machine, and the figures of each size.
 *
 * @param options the options of the run
 * @param machine the machine of the run
 * @param day the day of the run
 * @param revision the revision of idp
 * @param results the results of each size
 */
record Report(Options options, Machine machine, LocalDate day, String revision, List<Results> results) {

    String text() {
        var text = new StringBuilder();
        text.append("""
                # Benchmarks

                The cost of an update with idp, compared with other updaters and with the Git server alone. Written by

                ```
                mvn -q -Pbenchmark -DskipTests verify -Dbenchmark.arguments="%s"
                ```

                on %s with idp %s. These figures are from one machine on one day; run the benchmark on your own.

                """.formatted(options.toArguments(), day, revision));
        if (!results.stream().allMatch(Results::wasQuiet)) {
            text.append("**Other processes used the machine during the run (see below), so these figures are not"
                    + " reliable.**\n\n");
        }
        aims(text);
        text.append(ReportProse.READING.formatted(String.join(" ", options.javaOptions())));
        machine(text);
        looks(text);
        results.forEach(result -> size(text, result));
        return text.toString();
    }

    private void aims(StringBuilder text) {
        text.append(
                        "## Aims\nOn two cores, for the number N of environments at which the table says \"met\" or \"missed\".")
                .append("\n\n| aim | limit |");
        results.forEach(result ->
                text.append(" N = ").append(Texts.count(result.environments())).append(" |"));
        text.append("\n|---|---|").append("---|".repeat(results.size())).append('\n');
        for (var aim : Aim.values()) {
            text.append("| ")
                    .append(aim.what())
                    .append(" | ")
                    .append(aim.limit())
                    .append(" |");
            for (var result : results) {
                text.append(' ').append(figure(aim, result)).append(" |");
            }
            text.append('\n');
        }
        text.append('\n');
    }

    private static String figure(Aim aim, Results result) {
        return result.figure(aim)
                .map(value -> aim.text(value)
                        + (result.environments() == aim.environments() ? ": " + aim.verdict(value) : ""))
                .orElse("not measured");
    }

    private void machine(StringBuilder text) {
        text.append("""
                ## Machine
                %d cores of %s, %d GiB of memory, %s, %s, %s. Repositories, caches and clones are on %s.

                """.formatted(
                        machine.cores(),
                        machine.processor(),
                        machine.memory(),
                        machine.kernel(),
                        machine.java(),
                        machine.git(),
                        machine.storage().equals("tmpfs") ? "tmpfs" : machine.storage() + ", not on tmpfs"));
    }

    private void looks(StringBuilder text) {
        if (results.stream().allMatch(result -> result.looks().isEmpty())) {
            return;
        }
        text.append(ReportProse.LOOKS);
        for (var result : results) {
            result.looks()
                    .forEach(line ->
                            text.append(line.text(result.environments())).append('\n'));
        }
        text.append('\n');
    }

    private static void size(StringBuilder text, Results result) {
        text.append("## N = ").append(Texts.count(result.environments())).append('\n');
        lines(text, result);
        comparisons(text, result);
        result.notes().forEach(note -> text.append(note).append("\n\n"));
        text.append("CPU usage: ")
                .append(result.busy().entrySet().stream()
                        .map(row -> "`" + row.getKey() + "` " + row.getValue())
                        .collect(Collectors.joining("; ")))
                .append(".\n\n");
    }

    private static void lines(StringBuilder text, Results result) {
        text.append("| |");
        Arrays.stream(Column.values())
                .forEach(column -> text.append(' ').append(column.title()).append(" |"));
        text.append("\n|---|").append("---|".repeat(Column.values().length)).append('\n');
        result.lines().forEach((line, cells) -> {
            text.append("| ").append(line).append(" |");
            for (var column : Column.values()) {
                text.append(' ').append(cells.getOrDefault(column, "")).append(" |");
            }
            text.append('\n');
        });
        text.append('\n');
    }

    private static void comparisons(StringBuilder text, Results result) {
        text.append("""
                Ratios of runs that took turns: the median of all rounds, with the minimum and the maximum.

                | of | what | ratio | rounds | |
                |---|---|---|---|---|
                """);
        for (var comparison : result.comparisons()) {
            text.append("| ")
                    .append(String.join(
                            " | ",
                            comparison.line(),
                            comparison.what(),
                            comparison.ratio().toString(),
                            Integer.toString(comparison.ratio().rounds().size()),
                            comparison.remark()))
                    .append(" |\n");
        }
        text.append('\n');
    }
}
