// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.tool.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of the command. */
@Command(
        name = "benchmark",
        mixinStandardHelpOptions = true,
        description = "Compares idp with its peers and with the cost of the Git server alone, and writes a report.")
final class Options {
    private static final Path TMPFS = Path.of("/dev/shm");

    @Option(
            names = "--environments",
            split = ",",
            defaultValue = "100,1000,10000",
            description = "Sizes of the state repository (default: ${DEFAULT-VALUE}; 100000 takes long).")
    private List<Integer> environments = List.of();

    @Option(names = "--rows", split = ",", description = "What to measure: ${COMPLETION-CANDIDATES} (default: all).")
    private List<Row> rows = List.of(Row.values());

    @Option(
            names = "--budget",
            defaultValue = "180",
            description = "Seconds for each size, shared by the rows; each row runs its minimum of rounds in any case"
                    + " (default: ${DEFAULT-VALUE}).")
    private int budget;

    @Option(
            names = "--commits",
            defaultValue = "100000",
            description = "Number of commits in the history of the row history (default: ${DEFAULT-VALUE}).")
    private int commits;

    @Option(
            names = "--soak",
            split = ",",
            paramLabel = "RELEASES,POLLS",
            description = "Releases and polls of the row life, in one process (default: a release of each environment,"
                    + " and 10 polls).")
    private List<Integer> soak = List.of();

    @Option(
            names = "--out",
            defaultValue = "docs/benchmarks.md",
            description = "The report (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("");

    @Option(
            names = "--folder",
            description = "The folder for repositories and clones (default: /dev/shm, else a temporary folder).")
    private @Nullable Path folder;

    @Option(names = "--profile", description = "A folder for Java Flight Recorder's recordings of idp's processes.")
    private @Nullable Path profile;

    @Option(
            names = "--java-options",
            split = " ",
            defaultValue = "-XX:+UseSerialGC -Xmx160m",
            description = "JVM options for idp's processes (default: ${DEFAULT-VALUE}).")
    private List<String> javaOptions = List.of();

    List<Integer> environments() {
        return environments;
    }

    boolean includes(Row row) {
        return rows.contains(row);
    }

    /** The time for a row; its minimum of rounds may take longer. */
    Duration budget(Row row) {
        int shares = rows.stream().mapToInt(Row::share).sum();
        return Duration.ofMillis(budget * 1000L * row.share() / shares);
    }

    int commits() {
        return commits;
    }

    int soakReleases(int environments) {
        return soak.isEmpty() ? environments : soak.get(0);
    }

    int soakPolls() {
        return soak.size() < 2 ? 10 : soak.get(1);
    }

    Path out() {
        return out;
    }

    Path parentFolder() {
        if (folder != null) {
            return folder;
        }
        return Files.isWritable(TMPFS) ? TMPFS : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** The file for the recording of one of idp's processes; empty if nothing is recorded. */
    Optional<Path> recording(String name) {
        return Optional.ofNullable(profile)
                .map(target -> Folders.create(target.toAbsolutePath()).resolve(name + ".jfr"));
    }

    List<String> javaOptions() {
        return javaOptions;
    }

    /** The options that repeat this run. */
    String toArguments() {
        var sizes = environments.stream().map(String::valueOf).toList();
        var typed = "--environments " + String.join(",", sizes) + " --budget " + budget;
        var names = rows.stream().map(Row::toString).toList();
        typed += commits == Aim.COMMITS ? "" : " --commits " + commits;
        typed += soak.isEmpty() ? "" : " --soak " + soakReleases(0) + "," + soakPolls();
        return rows.size() == Row.values().length ? typed : typed + " --rows " + String.join(",", names);
    }
}
