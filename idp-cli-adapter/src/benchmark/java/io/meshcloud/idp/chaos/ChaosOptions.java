// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of the command. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description = "Releases from several processes while faults are injected, and checks that nothing is lost,"
                + " doubled or wrong. The exit code is 1 if a law was broken.")
final class ChaosOptions {
    private static final Path TMPFS = Path.of("/dev/shm");

    @Option(names = "--seconds", defaultValue = "30", description = "How long faults are injected (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--seed", description = "The seed of all random choices; the threads' order stays random.")
    private long seed = new Random().nextInt(1_000_000);

    @Option(names = "--processes", defaultValue = "2", description = "Processes at the same time (${DEFAULT-VALUE}).")
    private int processes;

    @Option(
            names = "--commands",
            defaultValue = "1",
            description = "Commands at the same time that need no process of their own (${DEFAULT-VALUE}).")
    private int commands;

    @Option(names = "--callers", defaultValue = "2", description = "Callers of the service (${DEFAULT-VALUE}).")
    private int callers;

    @Option(names = "--environments", defaultValue = "6", description = "Environments (${DEFAULT-VALUE}).")
    private int environments;

    @Option(names = "--without", split = ",", description = "Faults to leave out: ${COMPLETION-CANDIDATES}.")
    private List<Fault> without = List.of();

    @Option(names = "--keep", description = "Keep the folder with repository, caches and logs.")
    private boolean keep;

    @Option(names = "--folder", description = "The parent of the folder (/dev/shm, else a temporary folder).")
    private @Nullable Path folder;

    Duration time() {
        return Duration.ofSeconds(seconds);
    }

    long seed() {
        return seed;
    }

    int processes() {
        return processes;
    }

    int commands() {
        return commands;
    }

    int callers() {
        return callers;
    }

    int environments() {
        return environments;
    }

    boolean keep() {
        return keep;
    }

    Set<Fault> faults() {
        var faults = EnumSet.allOf(Fault.class);
        without.forEach(faults::remove);
        return faults;
    }

    Path parentFolder() {
        if (folder != null) {
            return folder;
        }
        return Files.isWritable(TMPFS) ? TMPFS : Path.of(System.getProperty("java.io.tmpdir"));
    }
}
