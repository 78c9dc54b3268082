// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Finds and runs installed programs that a test needs. If a program is missing, the test is skipped with the reason;
 * with {@code CI=true} it fails, because a skipped test proves nothing.
 */
public final class RealPart {
    private static final long PATIENCE_SECONDS = 120;

    /** Whether the Maven profile {@code quick} is active. */
    private static final boolean QUICK = Boolean.getBoolean("idp.quick");

    private RealPart() {}

    /**
     * The path of a program.
     *
     * @param otherFolders folders to search in addition to those of {@code PATH}
     */
    public static Path program(String name, String... otherFolders) {
        if (QUICK && !name.equals("git")) {
            abort("a quick build runs no tests that need " + name);
        }
        return find(name, otherFolders).orElseThrow(() -> missing(name + " is not installed"));
    }

    /** Requires all of these programs. */
    public static void require(String... programs) {
        for (var program : programs) {
            program(program);
        }
    }

    /**
     * Skips the test, or fails it in CI. Never returns; the return type allows a {@code throw} where the compiler
     * requires one.
     */
    public static AssertionError missing(String reason) {
        return "true".equals(System.getenv("CI")) ? fail(reason + ", and this is CI") : abort(reason);
    }

    /**
     * Skips a test that this user is not permitted to run. No program is missing, so the test is skipped in CI, too.
     */
    public static AssertionError notAllowed(String reason) {
        return abort(reason);
    }

    /** Runs git in a folder, see {@link #run}. */
    public static String git(Path folder, String... words) {
        return run(
                folder,
                Stream.concat(Stream.of(program("git").toString()), Arrays.stream(words))
                        .toArray(String[]::new));
    }

    /**
     * Runs a program, which must succeed, and returns its output on both streams. Git reads no configuration of this
     * machine.
     */
    public static String run(Path folder, String... words) {
        try {
            var printed = Files.createTempFile("real-part", ".txt");
            try {
                return run(folder, printed, words);
            } finally {
                Files.delete(printed);
            }
        } catch (IOException e) {
            throw new AssertionError(words[0] + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Whether a command exists and succeeds; its output is discarded. */
    public static boolean succeeds(String... words) {
        try {
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String run(Path folder, Path printed, String... words) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        var environment = builder.environment();
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        for (var role : List.of("AUTHOR", "COMMITTER")) {
            environment.put("GIT_" + role + "_NAME", "somebody");
            environment.put("GIT_" + role + "_EMAIL", "somebody@example");
        }
        var process = builder.start();
        boolean ended = false;
        try {
            ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly();
        }
        var text = Files.readString(printed, StandardCharsets.UTF_8);
        if (!ended || process.exitValue() != 0) {
            fail(String.join(" ", words) + (ended ? " failed:\n" : " did not end:\n") + text);
        }
        return text;
    }

    private static Optional<Path> find(String name, String... otherFolders) {
        var path = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1);
        return Stream.concat(Arrays.stream(path), Arrays.stream(otherFolders))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
