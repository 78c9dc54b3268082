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
 * What is there instead of a state repository, and what to do about it. A remedy never fills a folder that holds other
 * things, and never makes a folder that nobody meant.
 */
final class NoRepository {
    private static final String SUGGESTED_NAME = "state.git";

    private NoRepository() {}

    /** For a path of this machine at which git finds none. */
    static Problem at(Path path) {
        var shown = Quoted.of(path.toString());
        if (Files.isDirectory(path)) {
            return ofFolder(path, shown);
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return problem(
                    shown + (Files.isSymbolicLink(path) ? " is a symbolic link to nothing" : " is a file")
                            + " and no Git repository",
                    "name the folder of a bare Git repository; " + making(path.resolveSibling(SUGGESTED_NAME)));
        }
        if (namesHome(path)) {
            return problem(
                    shown + " does not exist; its '~' stands for no home folder, because no shell replaced it",
                    "write $HOME or the whole path instead of '~'");
        }
        return problem(shown + " does not exist", "name a bare Git repository; " + making(path));
    }

    /**
     * For a repository whose commits have names that idp cannot read.
     *
     * @param repository as the message calls it
     */
    static Problem ofSha256(String repository, String where) {
        return Problem.of(
                ProblemCode.NOT_A_GIT_REPOSITORY,
                repository + " names its commits by SHA-256",
                where,
                "use a repository with the usual SHA-1 names: git init --bare --object-format=sha1");
    }

    private static Problem ofFolder(Path path, String shown) {
        try (var entries = Files.newDirectoryStream(path)) {
            return entries.iterator().hasNext()
                    ? problem(
                            shown + " is a folder with other things in it and no Git repository",
                            "name a bare Git repository in a folder of its own; "
                                    + making(path.resolve(SUGGESTED_NAME)))
                    : problem("there is no Git repository in " + shown, "name a bare Git repository; " + making(path));
        } catch (IOException e) {
            return problem(
                    "this user cannot see whether there is a Git repository in " + shown,
                    "give this user access to the folder, or name another one");
        }
    }

    private static boolean namesHome(Path path) {
        return StreamSupport.stream(path.spliterator(), false)
                .anyMatch(name -> name.toString().startsWith("~"));
    }

    private static String making(Path path) {
        return "`git init --bare -b main " + path + "` makes one";
    }

    private static Problem problem(String what, String fix) {
        return Problem.of(ProblemCode.NOT_A_GIT_REPOSITORY, what, "", fix);
    }
}
