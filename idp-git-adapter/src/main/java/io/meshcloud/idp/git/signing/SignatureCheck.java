// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.signing;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.transport.JdkEd25519Registrar;
import io.meshcloud.idp.spi.state.CommitSignature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SignatureVerifier.TrustLevel;
import org.eclipse.jgit.lib.SignatureVerifiers;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signatures of commits with ssh keys. The trusted keys are in a file as {@code ssh-keygen(1)} describes it
 * under "ALLOWED SIGNERS", the same that git's {@code gpg.ssh.allowedSignersFile} names. Thread-safe.
 */
public final class SignatureCheck {
    private static final String SSH_SIGNATURE = "-----BEGIN SSH SIGNATURE-----";
    private static final String OPENPGP_SIGNATURE = "-----BEGIN PGP ";

    private final @Nullable Path file;
    private final AtomicReference<@Nullable AllowedSigners> signers = new AtomicReference<>();

    private SignatureCheck(@Nullable Path file) {
        this.file = file;
    }

    /**
     * @param allowedSigners the file, read when a check begins; absent to verify nothing
     */
    public static SignatureCheck of(@Nullable Path allowedSigners) {
        if (allowedSigners != null) {
            JdkEd25519Registrar.install();
            SignerDatabase.install();
        }
        return new SignatureCheck(allowedSigners);
    }

    /** Whether there are allowed signers, so that a signature can be verified. */
    public boolean isConfigured() {
        return file != null;
    }

    /**
     * Reads the file, if one is configured.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_CONFIGURATION} if it cannot be
     *     read, with the number of the first line that is not a signer
     */
    public void requireReadable() {
        if (file != null) {
            signers.set(AllowedSigners.read(file));
        }
    }

    public CommitSignature of(Repository repository, RevCommit commit) throws IOException {
        var signature = commit.getRawGpgSignature();
        if (signature == null) {
            return new CommitSignature.None();
        }
        if (file == null) {
            return new CommitSignature.NotChecked();
        }
        var text = new String(signature, StandardCharsets.ISO_8859_1);
        if (!text.startsWith(SSH_SIGNATURE)) {
            return new CommitSignature.UnknownKey(
                    text.startsWith(OPENPGP_SIGNATURE)
                            ? "an OpenPGP key; idp checks ssh signatures only"
                            : "a key of another kind; idp checks ssh signatures only");
        }
        try {
            return verify(repository, commit);
        } catch (RuntimeException e) {
            // The signature is foreign input, and the library throws various exceptions for invalid ones.
            return new CommitSignature.Bad("the signature cannot be read");
        }
    }

    private CommitSignature verify(Repository repository, RevCommit commit) throws IOException {
        if (signers.get() == null) {
            requireReadable();
        }
        var question = new SignerDatabase.Question(Objects.requireNonNull(signers.get()));
        var found = SignatureVerifiers.verify(repository, question, commit);
        if (found == null) {
            return new CommitSignature.Bad("the signature cannot be read");
        }
        if (found.verified()) {
            return new CommitSignature.Good(Optional.ofNullable(found.keyUser()).orElse(""));
        }
        if (found.trustLevel() == TrustLevel.UNKNOWN) {
            return new CommitSignature.UnknownKey(String.valueOf(found.keyFingerprint()));
        }
        return new CommitSignature.Bad(
                found.expired()
                        ? AllowedSigners.EXPIRED
                        : AllowedSigners.NOT_ALLOWED.equals(found.message())
                                ? AllowedSigners.NOT_ALLOWED
                                : "it does not match the commit");
    }
}
