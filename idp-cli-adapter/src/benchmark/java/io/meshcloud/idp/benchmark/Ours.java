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

/** A {@link Worker} in a process of its own, with a cache of its own. */
final class Ours implements Contestant {
    private final Process process;
    private final Column column;
    private final PrintStream questions;
    private final BufferedReader answers;
    private final Path complaints;
    private long updates;

    private Ours(Process process, Column column, Path complaints) {
        this.process = process;
        this.column = column;
        this.complaints = complaints;
        this.questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts it; it has done nothing yet and its cache is empty.
     *
     * @param name of its scratch folder and of its recording
     */
    static Ours start(Arena arena, StateCopy copy, String name, Options options) {
        return start(arena, copy, name, Column.OURS, arena.scratch(name).resolve("cache"), options);
    }

    /** The same with JGit's own push, which is slower. */
    static Ours startWithJGit(Arena arena, StateCopy copy, String name, Options options) {
        return start(arena, copy, name, Column.OURS_JGIT, arena.scratch(name).resolve("cache"), options);
    }

    /** The same with a cache that another one may have filled. */
    static Ours startAt(Path cache, Arena arena, StateCopy copy, String name, Options options) {
        return start(arena, copy, name, Column.OURS, cache, options);
    }

    private static Ours start(Arena arena, StateCopy copy, String name, Column column, Path cache, Options options) {
        var folder = arena.scratch(name);
        var complaints = folder.resolve("complaints");
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(options.javaOptions());
        words.addAll(arena.javaTrust());
        options.recording(name + "-" + arena.environments())
                .ifPresent(file -> words.add("-XX:StartFlightRecording=settings=profile,filename=" + file));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
        words.addAll(List.of(copy.url(), cache.toString(), name, Integer.toString(arena.environments())));
        words.add(Boolean.toString(column == Column.OURS));
        try {
            var process = arena.programs()
                    .prepared(folder, words)
                    .redirectError(complaints.toFile())
                    .start();
            return new Ours(process, column, complaints);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Column column() {
        return column;
    }

    @Override
    public Duration update() {
        var took = Duration.ofNanos(Long.parseLong(ask("update")));
        updates++;
        return took;
    }

    /** So many callers that ask again and again. */
    Throughput callers(int callers, Duration time) {
        return counted(Throughput.parse(ask("callers " + callers + " " + time.toMillis())));
    }

    /** So many callers at once, of one update each. */
    Throughput burst(int callers) {
        return counted(Throughput.parse(ask("burst " + callers)));
    }

    /** The first page of an environment's history, the branch looked up first. */
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

    /** The most memory that it had resident so far, in bytes. */
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
            // A flight recorder greets on the same line.
            while (answer != null && !answer.startsWith(Worker.ANSWER)) {
                answer = answers.readLine();
            }
            if (answer == null) {
                process.waitFor();
                throw new IllegalStateException(
                        "our process died of \"" + question + "\":\n" + Files.readString(complaints));
            }
            return answer.substring(Worker.ANSWER.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Lets it end by itself, so that a recording is written. */
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
