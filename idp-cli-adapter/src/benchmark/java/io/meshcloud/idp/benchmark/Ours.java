// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Controls a {@link Worker} in a separate process with its own cache. */
final class Ours implements Contestant {
    private final Process process;
    private final PrintStream questions;
    private final BufferedReader answers;
    private final Path errors;
    private long updates;

    private Ours(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
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
        var folder = arena.scratch(name);
        var errors = folder.resolve("errors");
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(options.javaOptions());
        words.addAll(arena.javaTrust());
        options.recording(name + "-" + arena.environments())
                .ifPresent(file -> words.add("-XX:StartFlightRecording=settings=profile,filename=" + file));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
        words.addAll(List.of(copy.url(), cache.toString(), name, Integer.toString(arena.environments())));
        try {
            var process = arena.programs()
                    .prepared(folder, words)
                    .redirectError(errors.toFile())
                    .start();
            return new Ours(process, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Column column() {
        return Column.OURS;
    }

    @Override
    public Duration update() {
        var took = Duration.ofNanos(Long.parseLong(ask("update")));
        updates++;
        return took;
    }

    /** Runs concurrent callers, each of which makes one update after the other until the time is over. */
    Throughput callers(int callers, Duration time) {
        return counted(Throughput.parse(ask("callers " + callers + " " + time.toMillis())));
    }

    /** Runs concurrent callers with one update each. */
    Throughput burst(int callers) {
        return counted(Throughput.parse(ask("burst " + callers)));
    }

    /** The time to read the first page of an environment's history, including the look-up of the branch. */
    Duration history(TestEnvironment environment) {
        return Duration.ofNanos(Long.parseLong(ask("history " + environment.address())));
    }

    @Override
    public void settle() {
        ask("settle");
    }

    FirstIndex index() {
        return FirstIndex.parse(ask("index"));
    }

    /** The peak resident memory of the process so far, in bytes. */
    long peakMemory() {
        return Long.parseLong(ask("peak"));
    }

    @Override
    public long updates() {
        return updates;
    }

    private Throughput counted(Throughput throughput) {
        updates += throughput.updates();
        return throughput;
    }

    private String ask(String question) {
        questions.println(question);
        try {
            var answer = answers.readLine();
            // The flight recorder prints to the same stream.
            while (answer != null && !answer.startsWith(Worker.ANSWER)) {
                answer = answers.readLine();
            }
            if (answer == null) {
                process.waitFor();
                throw new IllegalStateException(
                        "idp's process terminated at \"" + question + "\":\n" + Files.readString(errors));
            }
            return answer.substring(Worker.ANSWER.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Closes the input and waits for the process to end, so that a recording is written. */
    @Override
    public void close() {
        questions.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
    }
}
