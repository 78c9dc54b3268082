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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process of idp that is measured. It reads questions from standard input, one a line, and prints each answer after
 * {@link #ANSWER}. It ends with its input.
 */
final class MeasuredProcess implements AutoCloseable {
    /** The prefix of each answer. */
    static final String ANSWER = "= ";

    private final Process process;
    private final PrintStream questions;
    private final BufferedReader answers;
    private final Path errors;

    private MeasuredProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The class path of the benchmark. */
    static String classPath() {
        return System.getProperty("java.class.path");
    }

    /**
     * @param name of the scratch folder and of the recording
     * @param variables for its environment
     */
    static MeasuredProcess start(
            Arena arena,
            Options options,
            String name,
            Map<String, String> variables,
            String classPath,
            Class<?> main,
            List<String> arguments) {
        var folder = arena.scratch(name);
        var errors = folder.resolve("errors");
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(options.javaOptions());
        words.addAll(arena.javaTrust());
        options.recording(name + "-" + arena.environments())
                .ifPresent(file -> words.add("-XX:StartFlightRecording=settings=profile,filename=" + file));
        words.addAll(List.of("-cp", classPath, main.getName()));
        words.addAll(arguments);
        try {
            var process = arena.programs()
                    .with(variables)
                    .prepared(folder, words)
                    .redirectError(errors.toFile())
                    .start();
            return new MeasuredProcess(process, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String ask(String question) {
        questions.println(question);
        try {
            var answer = answers.readLine();
            // The flight recorder prints to the same stream.
            while (answer != null && !answer.startsWith(ANSWER)) {
                answer = answers.readLine();
            }
            if (answer == null) {
                process.waitFor();
                throw new IllegalStateException(
                        "idp's process terminated at \"" + question + "\":\n" + Files.readString(errors));
            }
            return answer.substring(ANSWER.length());
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
