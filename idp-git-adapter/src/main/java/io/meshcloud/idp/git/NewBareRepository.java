// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.transport.HermeticGit;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;

/** Creates a bare repository on disk, for platform teams and the demo. */
public final class NewBareRepository {
    private NewBareRepository() {}

    /**
     * @param folder created if missing; must not contain a repository yet
     * @param branch the branch that {@code HEAD} names
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#DIRECTORY_NOT_WRITABLE}
     */
    public static void create(Path folder, String branch) {
        HermeticGit.install();
        try {
            Git.init()
                    .setBare(true)
                    .setDirectory(folder.toFile())
                    .setInitialBranch(branch)
                    .call()
                    .close();
        } catch (GitAPIException | JGitInternalException e) {
            throw Problem.of(
                            ProblemCode.DIRECTORY_NOT_WRITABLE,
                            "a Git repository cannot be created here",
                            folder.toString(),
                            "check that the folder is writable and contains no repository yet")
                    .asException(e);
        }
    }
}
