// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.signing;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.transport.JdkEd25519Registrar;
import io.meshcloud.idp.git.transport.SshAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.api.errors.UnsupportedSigningFormatException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.GpgConfig.GpgFormat;
import org.eclipse.jgit.lib.Signers;
import org.eclipse.jgit.transport.sshd.agent.ConnectorFactory;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * Signs the platform's commits with an ssh key, if one is configured, as git does with {@code gpg.format=ssh}.
 *
 * <p>Source: OpenSSH's PROTOCOL.sshsig.
 */
public record CommitSigner(@Nullable Path key, @Nullable String agent) {

    /**
     * The ssh library has one agent for the whole process: that of the latest configuration with a key.
     *
     * @param config its key is read when the first commit is signed
     */
    public static CommitSigner of(GitConfig config) {
        var key = config.signing().key();
        if (key != null) {
            JdkEd25519Registrar.install();
            ConnectorFactory.setDefault(new SshAgent(agent(config)));
        }
        return new CommitSigner(key, agent(config));
    }

    private static @Nullable String agent(GitConfig config) {
        return config.environment().get("SSH_AUTH_SOCK");
    }

    /**
     * Signs a commit that is otherwise complete.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_CONFIGURATION} if the key
     *     cannot be used
     */
    public void sign(CommitBuilder commit) {
        var file = key;
        if (file == null) {
            return;
        }
        requireReadable(file);
        try {
            Signers.get(GpgFormat.SSH)
                    .signObject(null, new GpgConfig(new Config()), commit, commit.getCommitter(), name(file), null);
        } catch (IOException | UnsupportedSigningFormatException | CanceledException | RuntimeException e) {
            var diagnosis = new SigningKeyFile(file, agent).diagnose();
            throw problem(file, diagnosis.what(), diagnosis.fix()).asException(e);
        }
    }

    /** The library mistakes a path with a space for a public key, unless the path begins with the home folder. */
    private static String name(Path file) throws IOException {
        var path = file.toAbsolutePath();
        return path.toString().chars().noneMatch(Character::isWhitespace)
                ? path.toString()
                : "~/" + FS.DETECTED.userHome().toPath().toRealPath().relativize(path.toRealPath());
    }

    private static void requireReadable(Path file) {
        if (!Files.exists(file)) {
            throw problem(file, "does not exist", "give the path of an ssh key, or leave commits unsigned")
                    .asException();
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw problem(file, "cannot be read", "make it readable for the user that runs idp")
                    .asException();
        }
    }

    private static Problem problem(Path file, String what, String fix) {
        return Problem.of(
                ProblemCode.INVALID_CONFIGURATION,
                "the key that signs commits " + what,
                Quoted.of(file.toString()),
                fix);
    }
}
