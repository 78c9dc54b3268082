package io.meshcloud.idp.git.transport;

import io.meshcloud.idp.contract.problem.Quoted;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.util.FS;

/**
 * A state repository in a folder of this machine. It belongs to somebody: it is read and pushed to through git's own
 * programs, and otherwise left as it is, locks included.
 *
 * @param folder where its objects and refs lie: the folder itself, or {@code .git} in it
 */
public record LocalRepository(Path folder) {
    /**
     * What idp was started with must not lead git elsewhere than to this repository, for example from within a hook of
     * another one, or under a namespace.
     */
    private static final String UNTOLD = "unset GIT_DIR GIT_WORK_TREE GIT_COMMON_DIR GIT_INDEX_FILE GIT_PREFIX"
            + " GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_QUARANTINE_PATH GIT_NAMESPACE"
            + " GIT_SHALLOW_FILE GIT_REPLACE_REF_BASE; ";

    /** A shell's line and not the plain command: JGit would answer that one itself, without running hooks. */
    public static final String RECEIVE_PACK = UNTOLD + "exec git receive-pack";

    /** Likewise; JGit itself would print a stack trace where a repository is broken. */
    public static final String UPLOAD_PACK = UNTOLD + "exec git upload-pack";

    private static final int DIAGNOSIS_SECONDS = 10;

    public static LocalRepository at(Path path) {
        var found = RepositoryCache.FileKey.resolve(path.toFile(), FS.DETECTED);
        if (found == null) {
            throw NoRepository.at(path).asException();
        }
        var repository = new LocalRepository(found.toPath());
        if (repository.usesSha256()) {
            throw NoRepository.ofSha256("the repository in " + Quoted.of(path.toString()), "")
                    .asException();
        }
        return repository;
    }

    /** Whether a program {@code git} is on the search path. */
    public static boolean gitIsInstalled(Map<String, String> environment) {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, "git")));
    }

    /** The branch that {@code HEAD} names, born or not. */
    Optional<String> headBranch() throws IOException {
        try (var repository = open()) {
            var head = repository.exactRef(Constants.HEAD);
            return Optional.ofNullable(head)
                    .filter(ref -> ref.isSymbolic()
                            && Heads.isBranch(ref.getTarget().getName()))
                    .map(ref -> Repository.shortenRefName(ref.getTarget().getName()));
        }
    }

    /** Whether a work tree stands beside it that shows this branch, which a push would leave behind. */
    public boolean showsInWorkTree(String branch) {
        try (var repository = open()) {
            return !repository.isBare() && headBranch().filter(branch::equals).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** The lock that keeps a branch from moving, if one is there. */
    public Optional<Path> lockOf(String ref) {
        return Stream.of(ref + ".lock", "packed-refs.lock", "HEAD.lock", "refs/heads.lock")
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst();
    }

    boolean isReadable() {
        return List.of("objects", "refs").stream().map(folder::resolve).allMatch(Files::isReadable);
    }

    boolean isWritable() {
        return List.of("objects", "refs").stream().map(folder::resolve).allMatch(Files::isWritable);
    }

    /** What git's own receive-pack has against this repository, in its words; empty if nothing. */
    Optional<String> objection() {
        try {
            var git = new ProcessBuilder("sh", "-c", RECEIVE_PACK + " --advertise-refs .")
                    .directory(folder.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            git.environment().put("LC_ALL", "C");
            var process = git.start();
            process.getOutputStream().close();
            if (!process.waitFor(DIAGNOSIS_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            var words = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? Optional.empty() : Optional.of(words);
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private boolean usesSha256() {
        try {
            var settings = new Config();
            settings.fromText(Files.readString(folder.resolve(Constants.CONFIG)));
            return "sha256".equalsIgnoreCase(settings.getString("extensions", null, "objectFormat"));
        } catch (IOException | ConfigInvalidException e) {
            return false;
        }
    }

    private Repository open() throws IOException {
        return new RepositoryBuilder().setGitDir(folder.toFile()).build();
    }
}
