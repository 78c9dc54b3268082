// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.signing;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.git.transport.JdkEd25519Registrar;
import io.meshcloud.idp.spi.state.CommitSignature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SignatureVerifier.TrustLevel;
import org.eclipse.jgit.lib.SignatureVerifiers;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signatures of commits. The trusted keys are in a file as {@code ssh-keygen(1)} describes it under "ALLOWED
 * SIGNERS", the same that git's {@code gpg.ssh.allowedSignersFile} names.
 */
public final class SignatureCheck {
    /** A principal, options, a key type, and the base64 prefix that all keys share. */
    private static final Pattern SIGNER_LINE = Pattern.compile("\\S.*\\s(ssh|ecdsa|sk)-\\S+\\s+AAAA\\S+(\\s.*)?");

    private static final String FORMAT_HINT = "write one signer per line: a name, then the public key, for example"
            + " 'platform namespaces=\"git\" ssh-ed25519 AAAA...'";

    private final @Nullable Path allowedSigners;

    private SignatureCheck(@Nullable Path allowedSigners) {
        this.allowedSigners = allowedSigners;
    }

    /**
     * @param allowedSigners the file, read at the first signature; absent to verify nothing
     */
    public static SignatureCheck of(@Nullable Path allowedSigners) {
        if (allowedSigners != null) {
            JdkEd25519Registrar.install();
        }
        return new SignatureCheck(allowedSigners);
    }

    /**
     * Requires a readable and valid file, if one is configured. With an unreadable file every signature would seem to
     * be of an unknown key.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_CONFIGURATION}
     */
    public void requireReadable() {
        var file = allowedSigners;
        if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
            throw Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            "the file of allowed signers cannot be read",
                            Quoted.of(file.toString()),
                            FORMAT_HINT)
                    .asException();
        }
        if (file != null) {
            requireSigners(file);
        }
    }

    /** The library ignores everything after the first invalid line; every commit would seem to have a bad signature. */
    private static void requireSigners(Path file) {
        var lines = lines(file);
        int signers = 0;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (!SIGNER_LINE.matcher(line).matches()) {
                throw Problem.of(
                                ProblemCode.INVALID_CONFIGURATION,
                                "line " + (i + 1) + " of the file of allowed signers is not a signer",
                                Quoted.of(file.toString()),
                                FORMAT_HINT)
                        .asException();
            }
            signers++;
        }
        if (signers == 0) {
            throw Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            "the file of allowed signers contains no signer",
                            Quoted.of(file.toString()),
                            FORMAT_HINT)
                    .asException();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of();
        }
    }

    public CommitSignature of(Repository repository, RevCommit commit) throws IOException {
        if (commit.getRawGpgSignature() == null) {
            return new CommitSignature.None();
        }
        var file = allowedSigners;
        if (file == null) {
            return new CommitSignature.NotChecked();
        }
        try {
            return verify(repository, commit, file);
        } catch (RuntimeException e) {
            // The signature is foreign input, and the library throws various exceptions for invalid ones.
            return new CommitSignature.Bad("the signature cannot be read");
        }
    }

    private static CommitSignature verify(Repository repository, RevCommit commit, Path file) throws IOException {
        var found = SignatureVerifiers.verify(repository, config(file), commit);
        if (found == null) {
            return new CommitSignature.UnknownKey("not an ssh key");
        }
        if (found.verified()) {
            return new CommitSignature.Good(Optional.ofNullable(found.keyUser()).orElse(""));
        }
        return found.trustLevel() == TrustLevel.UNKNOWN
                ? new CommitSignature.UnknownKey(String.valueOf(found.keyFingerprint()))
                : new CommitSignature.Bad(
                        found.expired() ? "its key was not valid at that time" : "it does not match the commit");
    }

    private static GpgConfig config(Path file) {
        var config = new Config();
        config.setString(
                ConfigConstants.CONFIG_GPG_SECTION,
                ConfigConstants.CONFIG_SSH_SUBSECTION,
                ConfigConstants.CONFIG_KEY_SSH_ALLOWED_SIGNERS_FILE,
                file.toAbsolutePath().toString());
        return new GpgConfig(config);
    }
}
