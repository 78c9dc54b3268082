// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.StreamSupport;

/**
 * The problem of a path or URL that is not a usable Git repository. The suggested fix never puts a repository into a
 * folder with other content, and never creates a folder by accident.
 */
final class NotARepository {
    private static final String SUGGESTED_NAME = "state.git";

    private NotARepository() {}

    /** The problem of a local path without a repository. */
    static Problem at(Path path) {
        var quoted = Quoted.of(path.toString());
        if (Files.isDirectory(path)) {
            return ofFolder(path, quoted);
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return problem(
                    quoted + (Files.isSymbolicLink(path) ? " is a dangling symbolic link" : " is a file")
                            + ", not a Git repository",
                    "give the folder of a bare Git repository; " + creating(path.resolveSibling(SUGGESTED_NAME)));
        }
        if (namesHome(path)) {
            return problem(
                    quoted + " does not exist; '~' is not the home folder here, because no shell expanded it",
                    "use $HOME or the absolute path instead of '~'");
        }
        return problem(quoted + " does not exist", "give a bare Git repository; " + creating(path));
    }

    /**
     * The problem of a repository with SHA-256 object names, which idp cannot read.
     *
     * @param repository the repository as the message names it
     */
    static Problem ofSha256(String repository, String where) {
        return Problem.of(
                ProblemCode.NOT_A_GIT_REPOSITORY,
                repository + " uses SHA-256 object names",
                where,
                "use a repository with SHA-1 object names: git init --bare --object-format=sha1");
    }

    private static Problem ofFolder(Path path, String quoted) {
        try (var entries = Files.newDirectoryStream(path)) {
            return entries.iterator().hasNext()
                    ? problem(
                            quoted + " is a folder with other files, not a Git repository",
                            "give a bare Git repository in a folder of its own; "
                                    + creating(path.resolve(SUGGESTED_NAME)))
                    : problem(
                            "there is no Git repository in " + quoted, "give a bare Git repository; " + creating(path));
        } catch (IOException e) {
            return problem(
                    "this user has no permission to look for a Git repository in " + quoted,
                    "give this user access to the folder, or use another one");
        }
    }

    private static boolean namesHome(Path path) {
        return StreamSupport.stream(path.spliterator(), false)
                .anyMatch(name -> name.toString().startsWith("~"));
    }

    private static String creating(Path path) {
        return "`git init --bare -b main " + path + "` creates one";
    }

    private static Problem problem(String what, String fix) {
        return Problem.of(ProblemCode.NOT_A_GIT_REPOSITORY, what, "", fix);
    }
}
