// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import io.meshcloud.idp.tool.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs of the machine and times them from start to end. Git sees no configuration of the machine and runs no
 * automatic maintenance. Thread-safe.
 */
final class Programs {
    private static final Map<String, String> HERMETIC = Map.ofEntries(
            Map.entry("GIT_CONFIG_GLOBAL", "/dev/null"),
            Map.entry("GIT_CONFIG_NOSYSTEM", "1"),
            Map.entry("GIT_TERMINAL_PROMPT", "0"),
            Map.entry("GIT_AUTHOR_NAME", "platform"),
            Map.entry("GIT_AUTHOR_EMAIL", "platform@example"),
            Map.entry("GIT_COMMITTER_NAME", "platform"),
            Map.entry("GIT_COMMITTER_EMAIL", "platform@example"),
            Map.entry("GIT_CONFIG_COUNT", "1"),
            Map.entry("GIT_CONFIG_KEY_0", "gc.auto"),
            Map.entry("GIT_CONFIG_VALUE_0", "0"));

    private final Path scratch;
    private final Map<String, String> environment;

    /**
     * @param scratch the folder for the output of programs
     */
    Programs(Path scratch) {
        this(scratch, Map.of());
    }

    private Programs(Path scratch, Map<String, String> environment) {
        this.scratch = scratch;
        this.environment = Map.copyOf(environment);
    }

    /** A copy with additional environment variables. */
    Programs with(Map<String, String> more) {
        var all = new TreeMap<>(environment);
        all.putAll(more);
        return new Programs(scratch, all);
    }

    Timed git(Path folder, String... words) {
        return run(folder, null, withGit(words));
    }

    /**
     * Runs a program to its end.
     *
     * @param input the file for standard input; empty input if absent
     * @throws IllegalStateException with the output, if the program fails
     */
    Timed run(Path folder, @Nullable Path input, List<String> words) {
        Path printed = null;
        try {
            printed = Files.createTempFile(scratch, "printed", ".txt");
            var builder = prepared(folder, words)
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .redirectInput(input == null ? Path.of("/dev/null").toFile() : input.toFile());
            long start = System.nanoTime();
            int code = builder.start().waitFor();
            var took = Duration.ofNanos(System.nanoTime() - start);
            // Some output is binary.
            var text = Files.readString(printed, StandardCharsets.ISO_8859_1);
            if (code != 0) {
                throw new IllegalStateException(
                        String.join(" ", words) + " exited with " + code + " in " + folder + ":\n" + text);
            }
            return new Timed(took, text);
        } catch (IOException e) {
            throw new IllegalStateException(words.get(0) + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            Folders.delete(printed);
        }
    }

    ProcessBuilder prepared(Path folder, List<String> words) {
        var builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_") || name.startsWith("IDP_"));
        builder.environment().putAll(HERMETIC);
        builder.environment().putAll(environment);
        return builder;
    }

    private static List<String> withGit(String... words) {
        var all = new ArrayList<>(List.of("git"));
        all.addAll(List.of(words));
        return all;
    }

    /** The run time of a program and its output on both streams. */
    record Timed(Duration took, String printed) {}
}
