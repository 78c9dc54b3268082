// SPDX-License-Identifier: Apache-2.0

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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.util.FS;

/**
 * A state repository in a local folder. It belongs to the user: idp reads and pushes through git's own programs and
 * changes nothing else in it, including locks.
 *
 * @param folder the folder of its objects and refs: the folder itself, or {@code .git} in it
 */
public record LocalRepository(Path folder) {
    /**
     * The only variables of idp's environment that git and the repository's hooks see. idp's secrets are not among
     * them, nor are variables that redirect git to another repository, for example if idp runs in a hook.
     */
    private static final List<String> PASSED_VARIABLES = List.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "LC_ALL",
            "LC_CTYPE",
            "LC_MESSAGES",
            "TMPDIR",
            "TZ",
            "XDG_CONFIG_HOME",
            "GIT_CONFIG_GLOBAL",
            "GIT_CONFIG_SYSTEM",
            "GIT_CONFIG_NOSYSTEM",
            // JGit's request for version 2 of the protocol.
            "GIT_PROTOCOL");

    /** Starts git in a clean environment. A partial clone does not fetch what it lacks. */
    private static final String GIT = "exec env -i GIT_NO_LAZY_FETCH=1 "
            + PASSED_VARIABLES.stream()
                    .map(name -> "${" + name + "+\"" + name + "=$" + name + "\"}")
                    .collect(Collectors.joining(" "))
            + " git ";

    /** A shell command: JGit executes the plain command name itself, without running hooks. */
    public static final String RECEIVE_PACK = GIT + "receive-pack";

    /** A shell command, too: JGit itself prints a stack trace if a repository is broken. */
    public static final String UPLOAD_PACK = GIT + "upload-pack";

    private static final int DIAGNOSIS_SECONDS = 10;

    public static LocalRepository at(Path path) {
        var found = RepositoryCache.FileKey.resolve(path.toFile(), FS.DETECTED);
        if (found == null) {
            throw NotARepository.at(path).asException();
        }
        var repository = new LocalRepository(found.toPath());
        if (repository.usesSha256()) {
            throw NotARepository.ofSha256("the repository in " + Quoted.of(path.toString()), "")
                    .asException();
        }
        return repository;
    }

    /** Whether {@code git} is on the search path. */
    public static boolean gitIsInstalled(Map<String, String> environment) {
        return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, "git")));
    }

    /** The branch that {@code HEAD} names, whether it exists or not. */
    Optional<String> headBranch() throws IOException {
        try (var repository = open()) {
            var head = repository.exactRef(Constants.HEAD);
            return Optional.ofNullable(head)
                    .filter(ref -> ref.isSymbolic()
                            && RemoteBranches.isBranch(ref.getTarget().getName()))
                    .map(ref -> Repository.shortenRefName(ref.getTarget().getName()));
        }
    }

    /** Whether the branch is checked out in a work tree, which a push would leave outdated. */
    public boolean isCheckedOut(String branch) {
        try (var repository = open()) {
            return !repository.isBare() && headBranch().filter(branch::equals).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** The lock file that blocks updates of a branch, if there is one. */
    public Optional<Path> lockFile(String ref) {
        return Stream.of(ref, Constants.PACKED_REFS, Constants.HEAD, "refs/heads")
                .map(name -> folder.resolve(name + Constants.LOCK_SUFFIX))
                .filter(Files::exists)
                .findFirst();
    }

    boolean isReadable() {
        return Stream.of(Constants.OBJECTS, Constants.R_REFS)
                .map(folder::resolve)
                .allMatch(Files::isReadable);
    }

    boolean isWritable() {
        return Stream.of(Constants.OBJECTS, Constants.R_REFS)
                .map(folder::resolve)
                .allMatch(Files::isWritable);
    }

    /** The error message of {@code git receive-pack} for this repository; empty if it accepts pushes. */
    Optional<String> receivePackError() {
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
            var output = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? Optional.empty() : Optional.of(output);
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
