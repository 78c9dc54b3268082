package io.meshcloud.idp.cli;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Programs of the machine that a test needs: missing, the test is skipped with a reason, and fails where CI is true. */
public final class RealPart {
    private RealPart() {}

    /** Never returns; its type is for a {@code throw} where the compiler wants an end. */
    public static AssertionError missing(String reason) {
        return "true".equals(System.getenv("CI")) ? fail(reason + ", and this is CI") : abort(reason);
    }

    /** Runs git and returns what it printed; a failure fails the test. */
    public static String git(Path folder, String... words) {
        if (Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .noneMatch(path -> Files.isExecutable(Path.of(path, "git")))) {
            throw missing("git is not installed");
        }
        return run(folder, Stream.concat(Stream.of("git"), Arrays.stream(words)).toList());
    }

    static String run(Path folder, List<String> words) {
        try {
            var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
            var environment = builder.environment();
            environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
            environment.put("GIT_CONFIG_NOSYSTEM", "1");
            for (var role : List.of("AUTHOR", "COMMITTER")) {
                environment.put("GIT_" + role + "_NAME", "somebody");
                environment.put("GIT_" + role + "_EMAIL", "somebody@example");
            }
            var process = builder.start();
            var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(words + " failed:\n" + printed);
            }
            return printed;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
