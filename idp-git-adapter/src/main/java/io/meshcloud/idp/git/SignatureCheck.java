package io.meshcloud.idp.git;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.state.CommitSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Optional;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SignatureVerifier.TrustLevel;
import org.eclipse.jgit.lib.SignatureVerifiers;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.signing.ssh.SigningKeyDatabase;
import org.eclipse.jgit.signing.ssh.VerificationException;
import org.jspecify.annotations.Nullable;

/**
 * Says what a commit's signature is worth. The keys that count stand in a file that {@code ssh-keygen(1)} describes under
 * "ALLOWED SIGNERS", the same that git's {@code gpg.ssh.allowedSignersFile} names.
 */
final class SignatureCheck {
    private final @Nullable Path allowedSigners;

    private SignatureCheck(@Nullable Path allowedSigners) {
        this.allowedSigners = allowedSigners;
    }

    /**
     * @param allowedSigners the file; absent to check nothing. It is read at the first signature.
     */
    static SignatureCheck of(@Nullable Path allowedSigners) {
        if (allowedSigners != null) {
            JavaEdDsa.install();
        }
        return new SignatureCheck(allowedSigners);
    }

    /**
     * Insists that the file can be read, if there is one: otherwise every signature would look like one of a stranger.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_CONFIGURATION}
     */
    void requireReadable(Repository repository) {
        var file = allowedSigners;
        if (file == null) {
            return;
        }
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw unreadable(file, "cannot be opened", null);
        }
        try {
            SigningKeyDatabase.getInstance().isAllowed(repository, settings(file), anyKey(), "git", null);
        } catch (VerificationException e) {
            // an answer all the same: the file could be read
        } catch (IOException e) {
            throw unreadable(file, "is not a list of allowed signers", e);
        }
    }

    CommitSignature of(Repository repository, RevCommit commit) throws IOException {
        if (commit.getRawGpgSignature() == null) {
            return new CommitSignature.None();
        }
        var file = allowedSigners;
        if (file == null) {
            return new CommitSignature.NotChecked();
        }
        try {
            return checked(repository, commit, file);
        } catch (RuntimeException e) {
            // What stands in the signature is foreign bytes; the library fails on some of them in ways of its own.
            return new CommitSignature.Bad("the signature cannot be read");
        }
    }

    private static CommitSignature checked(Repository repository, RevCommit commit, Path file) throws IOException {
        var found = SignatureVerifiers.verify(repository, settings(file), commit);
        if (found == null) {
            return new CommitSignature.UnknownKey("not an ssh key");
        }
        if (found.verified()) {
            return new CommitSignature.Good(Optional.ofNullable(found.keyUser()).orElse(""));
        }
        return found.trustLevel() == TrustLevel.UNKNOWN
                ? new CommitSignature.UnknownKey(String.valueOf(found.keyFingerprint()))
                : new CommitSignature.Bad(
                        found.expired() ? "its key was not valid at that time" : "it does not fit the commit");
    }

    private static GpgConfig settings(Path file) {
        var config = new Config();
        config.setString(
                ConfigConstants.CONFIG_GPG_SECTION,
                ConfigConstants.CONFIG_SSH_SUBSECTION,
                ConfigConstants.CONFIG_KEY_SSH_ALLOWED_SIGNERS_FILE,
                file.toAbsolutePath().toString());
        return new GpgConfig(config);
    }

    /** A key that nobody has: only whether the file can be read is asked. */
    private static PublicKey anyKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java of today has Ed25519", e);
        }
    }

    private static RuntimeException unreadable(Path file, String what, @Nullable IOException cause) {
        var problem = Problem.of(
                ProblemCode.INVALID_CONFIGURATION,
                "the file of allowed signers " + what,
                Quoted.of(file.toString()),
                "write one signer a line: a name, then the public key, for example"
                        + " 'platform namespaces=\"git\" ssh-ed25519 AAAA...'");
        return cause == null ? problem.asException() : problem.asException(cause);
    }
}
