package io.meshcloud.idp.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The program {@code git} on a repository of ours, where it is installed: for maintenance it is many times quicker than
 * JGit and takes little memory (ADR-016). It sees no settings of the machine or of the user.
 *
 * @param path where programs lie
 */
record InstalledGit(String path) {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    static Optional<InstalledGit> find(Map<String, String> environment) {
        return LocalRepository.gitIsInstalled(environment)
                ? Optional.of(new InstalledGit(environment.getOrDefault("PATH", "")))
                : Optional.empty();
    }

    /**
     * Runs a command to its end.
     *
     * @throws IOException with git's words, if it fails or is not done in ten minutes
     */
    void run(Path repository, String... command) throws IOException {
        var words = new ArrayList<>(List.of("git", "--git-dir=" + repository.toAbsolutePath()));
        words.addAll(List.of(command));
        // Through a shell, which looks for git on the path that it is given, and not on that of this process.
        var shell = new ArrayList<>(List.of("sh", "-c", "exec \"$@\"", "sh"));
        shell.addAll(words);
        var builder = new ProcessBuilder(shell).directory(repository.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        path,
                        "HOME",
                        repository.toAbsolutePath().toString(),
                        "LC_ALL",
                        "C",
                        "GIT_CONFIG_NOSYSTEM",
                        "1",
                        "GIT_CONFIG_GLOBAL",
                        "/dev/null",
                        "GIT_TERMINAL_PROMPT",
                        "0"));
        var process = builder.start();
        try {
            process.getOutputStream().close();
            // It is told to be quiet, so what it prints fits into the pipe.
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(String.join(" ", words) + " took longer than " + PATIENCE.toMinutes() + " min");
            }
            if (process.exitValue() != 0) {
                var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                throw new IOException(String.join(" ", words) + " failed: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroy();
        }
    }
}
