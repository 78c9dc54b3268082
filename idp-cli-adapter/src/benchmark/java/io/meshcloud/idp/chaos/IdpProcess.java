// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of the built program as a process of its own. */
final class IdpProcess {
    /** No command takes longer, whatever is broken; a retry waits up to a minute for the branch. */
    private static final long PATIENCE_SECONDS = 240;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> SMALL_DISK = List.of("unshare", "--mount", "bash", "-ec");

    private static final boolean MOUNTS =
            RealPart.succeeds("unshare", "--mount", "mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", "/tmp");

    private final Map<String, String> variables;
    private final Path folder;

    IdpProcess(Map<String, String> variables, Path folder) {
        this.variables = Map.copyOf(variables);
        this.folder = folder;
    }

    /**
     * What the process answered.
     *
     * @param code the exit code
     * @param hung whether it had to be ended because it did not end by itself
     */
    record Answer(int code, String out, String err, boolean hung) {
        /** A field of the result or of the problem, both in JSON; empty if there is none. */
        String field(String name) {
            return json(code == 0 ? out : err).path(name).asText();
        }

        /**
         * Whether a failure is one that people can read: a problem with a code that is not a defect, or a result that
         * contains the problems of its parts; never a trace.
         */
        boolean isReadable() {
            boolean trace = (out + err).contains("\tat ") || (out + err).contains("Exception in thread");
            var problem = field("code");
            return !trace && (code == 0 || (problem.isEmpty() ? json(out).isObject() : !isDefect(problem)));
        }

        private static boolean isDefect(String problem) {
            return !problem.startsWith("IDP-") || problem.startsWith("IDP-9");
        }

        private static JsonNode json(String text) {
            int start = text.startsWith("{") ? 0 : text.indexOf("\n{") + 1;
            try {
                return text.indexOf('{', start) == start ? JSON.readTree(text.substring(start)) : JSON.nullNode();
            } catch (JsonProcessingException e) {
                return JSON.nullNode();
            }
        }
    }

    /**
     * Starts the program on a full disk: its cache is on an empty disk of a few kilobytes, which only this process sees
     * and which is gone when it ends. Where this user may not mount one, the program cannot write more than a few
     * kilobytes into one file.
     */
    Process startWithoutRoom(Random random, List<String> words) {
        var command = new ArrayList<String>();
        if (MOUNTS) {
            command.addAll(SMALL_DISK);
            command.add("mount -t tmpfs -o size=" + (4 + random.nextInt(300)) + "k tmpfs \"$0\"; exec \"$@\"");
            command.add(cache().toString());
        } else {
            command.addAll(List.of("bash", "-c", "ulimit -f " + random.nextInt(8) + "; exec \"$@\"", "bash"));
        }
        command.addAll(command(words));
        return launch(command);
    }

    private Path cache() {
        try {
            return Files.createDirectories(Path.of(Objects.requireNonNull(variables.get("IDP_CACHE"), "no cache")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Process start(List<String> words) {
        return launch(command(words));
    }

    Answer run(String... words) {
        return finish(start(List.of(words)));
    }

    /** Waits for the end of a process. */
    static Answer finish(Process process) {
        var out = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
        var err = CompletableFuture.supplyAsync(() -> read(process.getErrorStream()));
        try {
            boolean hung = !process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (hung) {
                process.destroyForcibly();
            }
            return new Answer(process.waitFor(), out.join(), err.join(), hung);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static List<String> command(List<String> words) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx200m",
                "-jar",
                System.getProperty("idp.jar", "idp-cli-adapter/target/idp.jar")));
        command.addAll(words);
        command.addAll(List.of("--output", "json"));
        return command;
    }

    private Process launch(List<String> command) {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("IDP_") || name.startsWith("GIT_") || name.startsWith("XDG_"));
        builder.environment().putAll(variables);
        builder.redirectInput(Path.of("/dev/null").toFile());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            // A killed process leaves its stream in the middle.
            return "";
        }
    }
}
