// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/**
 * How the machine's CPU time was used during a measurement, as shares of the time of all cores. It shows whether other
 * processes disturbed the measurement.
 *
 * @param used the share used by all processes
 * @param own the share used by the benchmark and its child processes
 * @param stolen the share used by other virtual machines on the same host
 * @param load the load average of the last minute, at the end of the measurement
 */
record CpuUsage(double used, double own, double stolen, double load) {
    private static final double MAX_OTHERS = 0.10;
    private static final double MAX_STOLEN = 0.05;
    private static final int MILLIS_PER_TICK = 10;

    /** The share used by other processes on this machine. */
    double others() {
        return Math.max(0, used - own);
    }

    /** Whether other processes used so little that the figures are valid. */
    boolean isQuiet() {
        return others() <= MAX_OTHERS && stolen <= MAX_STOLEN;
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
     * Counters since the start of the machine and of this process, in ticks. Source: proc(5), {@code /proc/stat} and
     * {@code /proc/[pid]/stat}.
     *
     * @param total of all cores
     * @param idle the idle part of the total, including waiting for disks
     * @param stolen the part of the total that other virtual machines used
     * @param own of this process and its terminated children
     */
    record Ticks(long total, long idle, long stolen, long own) {

        static Ticks now() {
            return parse(read("/proc/stat"), read("/proc/self/stat"));
        }

        static Ticks parse(String machine, String process) {
            var cpu = machine.lines().findFirst().orElseThrow().replaceFirst("^cpu +", "");
            // The last two counters are guest time, which user time already includes.
            var ticks = Arrays.stream(cpu.split(" "))
                    .limit(8)
                    .mapToLong(Long::parseLong)
                    .toArray();
            return new Ticks(Arrays.stream(ticks).sum(), ticks[3] + ticks[4], ticks[7], sum(process, 11, 15));
        }

        /** The sum of some fields of a process. The indices count from the field of its state. */
        private static long sum(String process, int from, int to) {
            // The program's name may contain spaces and parentheses; the state is the first field after it.
            var fields = process.substring(process.lastIndexOf(')') + 2).split(" ");
            return Arrays.stream(fields, from, to).mapToLong(Long::parseLong).sum();
        }

        /** The usage between two readings. Children that are still running count as other processes. */
        CpuUsage since(Ticks before, double load) {
            double all = Math.max(1, total - before.total);
            double stolenShare = (stolen - before.stolen) / all;
            double used = 1 - (idle - before.idle) / all - stolenShare;
            return new CpuUsage(used, (own - before.own) / all, stolenShare, load);
        }
    }

    /** The CPU time of all child processes that have ended. Linux counts in hundredths of a second. */
    static Duration ofEndedChildren() {
        return Duration.ofMillis(Ticks.sum(read("/proc/self/stat"), 13, 15) * MILLIS_PER_TICK);
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
