// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * What a process holds at one moment of its life.
 *
 * @param heap the used heap after a garbage collection, in bytes
 * @param resident the resident memory, in bytes
 * @param threads the number of live threads
 * @param files the number of open files
 */
record LifeSample(long heap, long resident, long threads, long files) {
    /** The first samples, in which code is compiled and caches fill. */
    private static final int WARM_UP = 2;

    private static final int COMPARED = 3;
    private static final long MORE_HEAP = 32L * 1024 * 1024;
    private static final long MORE_THREADS = 8;
    private static final long MORE_FILES = 16;

    static LifeSample ofThisProcess() throws IOException {
        // So that the heap contains only what is still used.
        System.gc();
        return new LifeSample(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                PeakMemory.residentOfThisProcess(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                Objects.requireNonNull(new File("/proc/self/fd").list(), "proc(5)").length);
    }

    /**
     * Checks that nothing grows: the medians of the first three samples after the warm-up and of the last three. The
     * heap may be half as large again and 32 MiB more; there may be 8 more threads and 16 more files.
     *
     * @throws IllegalStateException if something grew further
     */
    static void requireSteady(List<LifeSample> samples) {
        require("heap after garbage collection", samples, LifeSample::heap, 1.5, MORE_HEAP);
        require("threads", samples, LifeSample::threads, 1, MORE_THREADS);
        require("open files", samples, LifeSample::files, 1, MORE_FILES);
    }

    private static void require(
            String what, List<LifeSample> samples, ToLongFunction<LifeSample> figure, double times, long more) {
        var figures = samples.stream().mapToLong(figure).toArray();
        long first = median(Arrays.copyOfRange(figures, WARM_UP, WARM_UP + COMPARED));
        long last = median(Arrays.copyOfRange(figures, figures.length - COMPARED, figures.length));
        if (last > first * times + more) {
            throw new IllegalStateException(what + " grew from " + first + " to " + last + ": " + samples);
        }
    }

    private static long median(long[] figures) {
        return Arrays.stream(figures).sorted().toArray()[figures.length / 2];
    }

    /** Reads what {@link #toString()} writes. */
    static LifeSample parse(String text) {
        var words = Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
        return new LifeSample(words[0], words[1], words[2], words[3]);
    }

    /** The figures in their order, separated by spaces. */
    @Override
    public String toString() {
        return heap + " " + resident + " " + threads + " " + files;
    }
}
