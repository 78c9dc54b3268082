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
 * The program {@code git} on a repository of ours, where it is installed: for maintenance it is many times quicker than
 * JGit and takes little memory (ADR-016). It sees no settings of the machine or of the user.
 *
 * @param path where programs lie
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
     * @throws IOException with git's words, if it fails or is not done in ten minutes
     */
    public void run(Path repository, String... command) throws IOException {
        var words = new ArrayList<>(List.of("git", "--git-dir=" + repository.toAbsolutePath()));
        words.addAll(List.of(command));
        // Through a shell, which looks for git on the path that it is given, and not on that of this process.
        var shell = new ArrayList<>(List.of("sh", "-c", "exec \"$@\"", "sh"));
        shell.addAll(words);
        // A file takes more than a pipe does; its name is one of those that are swept.
        var said = Files.createTempFile(repository, "tmp_", ".txt");
        try {
            run(shell, repository, said);
        } finally {
            Files.deleteIfExists(said);
        }
    }

    private void run(List<String> shell, Path repository, Path said) throws IOException {
        var builder = new ProcessBuilder(shell)
                .directory(repository.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
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
        // Otherwise it would go on in a repository whose lock another process has got by then.
        var orphan = new Thread(process::destroy, "idp-git-end");
        try {
            Runtime.getRuntime().addShutdownHook(orphan);
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("git took longer than " + PATIENCE.toMinutes() + " min: " + shell);
            }
            if (process.exitValue() != 0) {
                throw new IOException("git failed: " + shell + ": "
                        + Files.readString(said, StandardCharsets.ISO_8859_1).strip());
            }
            Runtime.getRuntime().removeShutdownHook(orphan);
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
