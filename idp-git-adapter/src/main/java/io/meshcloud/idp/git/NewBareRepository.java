package io.meshcloud.idp.git;
import io.meshcloud.idp.git.transport.HermeticGit;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;

/** Makes a new bare repository on disk, such as a platform team or the demo starts a state repository with. */
public final class NewBareRepository {
    private NewBareRepository() {}

    /**
     * @param folder made when it is missing; must hold no repository yet
     * @param branch where its HEAD points to
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
                            "no Git repository can be made here",
                            folder.toString(),
                            "check that the folder can be written and holds no repository yet")
                    .asException(e);
        }
    }
}
