// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The installed program {@code git}, run on the cache: for maintenance it is many times faster than JGit and needs
 * little memory (ADR-016). It sees no settings of machine or user, none of idp's variables, runs no hook and opens no
 * connection, whatever the repository's settings say.
 *
 * @param path the search path for programs
 */
public record InstalledGit(String path) {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    public static Optional<InstalledGit> find(Map<String, String> environment) {
        return LocalRepository.gitIsInstalled(environment)
                ? Optional.of(new InstalledGit(environment.getOrDefault("PATH", "")))
                : Optional.empty();
    }

    /**
     * Runs a command to its end.
     *
     * @throws IOException with git's output, if it fails or takes longer than ten minutes
     */
    public void run(Path repository, String... command) throws IOException {
        var arguments = new ArrayList<>(
                List.of("git", "-c", "core.hooksPath=/dev/null", "--git-dir=" + repository.toAbsolutePath()));
        arguments.addAll(List.of(command));
        // Started through a shell, which searches the given path rather than that of this process.
        var shell = new ArrayList<>(List.of("sh", "-c", "exec \"$@\"", "sh"));
        shell.addAll(arguments);
        // A pipe could fill up and block git. Leftover files of this name are removed with the cache's other leftovers.
        var output = Files.createTempFile(repository, "tmp_", ".txt");
        try {
            run(shell, repository, output);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private void run(List<String> shell, Path repository, Path output) throws IOException {
        var builder = new ProcessBuilder(shell)
                .directory(repository.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "GIT_ALLOW_PROTOCOL",
                        "",
                        "GIT_NO_LAZY_FETCH",
                        "1",
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
        // Without this, git would continue in a repository whose lock another process may have acquired.
        var killAtExit = new Thread(process::destroy, "idp-git-end");
        try {
            Runtime.getRuntime().addShutdownHook(killAtExit);
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("git took longer than " + PATIENCE.toMinutes() + " min: " + shell);
            }
            if (process.exitValue() != 0) {
                throw new IOException("git failed: " + shell + ": "
                        + Files.readString(output, StandardCharsets.ISO_8859_1).strip());
            }
            Runtime.getRuntime().removeShutdownHook(killAtExit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (IllegalStateException e) {
            throw new IOException("idp is being stopped", e);
        } finally {
            process.destroy();
        }
    }
}
