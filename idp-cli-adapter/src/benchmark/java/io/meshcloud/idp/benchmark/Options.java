package io.meshcloud.idp.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is asked of one run of the benchmark. */
@Command(
        name = "benchmark",
        mixinStandardHelpOptions = true,
        description = "Measures idp beside its peers and beside what the Git server alone costs, and writes a report.")
final class Options {
    private static final Path TMPFS = Path.of("/dev/shm");

    @Option(
            names = "--environments",
            split = ",",
            defaultValue = "100,1000,10000",
            description = "Sizes of the state repository (default: ${DEFAULT-VALUE}; 100000 takes its time).")
    private List<Integer> environments = List.of();

    @Option(names = "--rows", split = ",", description = "What to measure: ${COMPLETION-CANDIDATES} (default: all).")
    private List<Row> rows = List.of(Row.values());

    @Option(
            names = "--budget",
            defaultValue = "180",
            description = "Seconds for each size, shared by the rows; each takes its least rounds in any case (default:"
                    + " ${DEFAULT-VALUE}).")
    private int budget;

    @Option(
            names = "--commits",
            defaultValue = "100000",
            description = "How long a history the row history has (default: ${DEFAULT-VALUE}).")
    private int commits;

    @Option(
            names = "--out",
            defaultValue = "docs/benchmarks.md",
            description = "The report (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("");

    @Option(
            names = "--folder",
            description = "Where repositories and clones lie (default: /dev/shm, else a temporary folder).")
    private @Nullable Path folder;

    @Option(names = "--profile", description = "A folder for Java Flight Recorder's recordings of ours.")
    private @Nullable Path profile;

    @Option(
            names = "--java-options",
            split = " ",
            defaultValue = "-XX:+UseSerialGC -Xmx160m",
            description = "For ours (default: ${DEFAULT-VALUE}).")
    private List<String> javaOptions = List.of();

    List<Integer> environments() {
        return environments;
    }

    boolean wants(Row row) {
        return rows.contains(row);
    }

    /** How long a row may take, its least rounds aside. */
    Duration budget(Row row) {
        int shares = rows.stream().mapToInt(Row::share).sum();
        return Duration.ofMillis(budget * 1000L * row.share() / shares);
    }

    int commits() {
        return commits;
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

    /** Where a process of ours is to be recorded; empty if it is not. */
    Optional<Path> recording(String name) {
        return Optional.ofNullable(profile)
                .map(target -> Folders.create(target.toAbsolutePath()).resolve(name + ".jfr"));
    }

    List<String> javaOptions() {
        return javaOptions;
    }

    /** The options that somebody has to give to do the same. */
    String asTyped() {
        var sizes = environments.stream().map(String::valueOf).toList();
        var typed = "--environments " + String.join(",", sizes) + " --budget " + budget;
        var names = rows.stream().map(Row::toString).toList();
        typed += commits == Aim.COMMITS ? "" : " --commits " + commits;
        return rows.size() == Row.values().length ? typed : typed + " --rows " + String.join(",", names);
    }
}
