package io.meshcloud.idp.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the machine did meanwhile, in shares of all its cores' time: whether somebody else was at work on it.
 *
 * @param used by anybody
 * @param own by the benchmark with all its processes
 * @param stolen by other machines on the same host
 * @param load the load average of the last minute, at the end
 */
record Busyness(double used, double own, double stolen, double load) {
    private static final double MOST_OF_OTHERS = 0.10;
    private static final double MOST_STOLEN = 0.05;

    /** Of others on this machine: what is neither ours nor idle. */
    double others() {
        return Math.max(0, used - own);
    }

    /** Whether the figures are of the contestants rather than of what else went on. */
    boolean isQuiet() {
        return others() <= MOST_OF_OTHERS && stolen <= MOST_STOLEN;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.0f %% used, of which %.0f %% by others; %.0f %% stolen; load %.1f",
                used * 100,
                others() * 100,
                stolen * 100,
                load);
    }

    /**
     * Counters since the machine and this process started, in ticks. Source: proc(5), {@code /proc/stat} and
     * {@code /proc/[pid]/stat}.
     *
     * @param total of all cores
     * @param idle of these, waiting for disks included
     * @param stolen of these
     * @param own of this process and its children that ended
     */
    record Ticks(long total, long idle, long stolen, long own) {

        static Ticks now() {
            return parse(read("/proc/stat"), read("/proc/self/stat"));
        }

        static Ticks parse(String machine, String process) {
            var cpu = machine.lines().findFirst().orElseThrow().replaceFirst("^cpu +", "");
            // Guests' time, the last two, is counted as users' time already.
            var ticks = Arrays.stream(cpu.split(" "))
                    .limit(8)
                    .mapToLong(Long::parseLong)
                    .toArray();
            // The program's name may hold spaces and parentheses; the state is the first behind it.
            var fields = process.substring(process.lastIndexOf(')') + 2).split(" ");
            long own = Arrays.stream(fields, 11, 15).mapToLong(Long::parseLong).sum();
            return new Ticks(Arrays.stream(ticks).sum(), ticks[3] + ticks[4], ticks[7], own);
        }

        /** What happened from then to now; children that still run are taken for others. */
        Busyness since(Ticks before, double load) {
            double all = Math.max(1, total - before.total);
            double stolenShare = (stolen - before.stolen) / all;
            double used = 1 - (idle - before.idle) / all - stolenShare;
            return new Busyness(used, (own - before.own) / all, stolenShare, load);
        }
    }

    static double loadAverage() {
        return Double.parseDouble(read("/proc/loadavg").split(" ")[0]);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
