// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Controls a {@link Worker} in a separate process with its own cache. */
final class Ours implements Contestant {
    private final MeasuredProcess process;
    private long updates;

    private Ours(MeasuredProcess process) {
        this.process = process;
    }

    /**
     * Starts a process with an empty cache.
     *
     * @param name of the scratch folder and of the recording
     */
    static Ours start(Arena arena, StateCopy copy, String name, Options options) {
        return start(arena, copy, name, arena.scratch(name).resolve("cache"), options);
    }

    /** Starts a process with a cache that an earlier process may have filled. */
    static Ours startWithCache(Path cache, Arena arena, StateCopy copy, String name, Options options) {
        return start(arena, copy, name, cache, options);
    }

    private static Ours start(Arena arena, StateCopy copy, String name, Path cache, Options options) {
        return new Ours(MeasuredProcess.start(
                arena,
                options,
                name,
                Map.of(),
                MeasuredProcess.classPath(),
                Worker.class,
                List.of(copy.url(), cache.toString(), name, Integer.toString(arena.environments()))));
    }

    @Override
    public Column column() {
        return Column.OURS;
    }

    @Override
    public Duration update() {
        var took = Duration.ofNanos(Long.parseLong(process.ask("update")));
        updates++;
        return took;
    }

    /** Runs concurrent callers, each of which makes one update after the other until the time is over. */
    Throughput callers(int callers, Duration time) {
        return counted(Throughput.parse(process.ask("callers " + callers + " " + time.toMillis())));
    }

    /** Runs concurrent callers with one update each. */
    Throughput burst(int callers) {
        return counted(Throughput.parse(process.ask("burst " + callers)));
    }

    /** The time to read the first page of an environment's history, including the look-up of the branch. */
    Duration history(TestEnvironment environment) {
        return Duration.ofNanos(Long.parseLong(process.ask("history " + environment.address())));
    }

    @Override
    public void settle() {
        process.ask("settle");
    }

    FirstIndex index() {
        return FirstIndex.parse(process.ask("index"));
    }

    /** The peak resident memory of the process so far, in bytes. */
    long peakMemory() {
        return Long.parseLong(process.ask("peak"));
    }

    @Override
    public long updates() {
        return updates;
    }

    private Throughput counted(Throughput throughput) {
        updates += throughput.updates();
        return throughput;
    }

    @Override
    public void close() {
        process.close();
    }
}
