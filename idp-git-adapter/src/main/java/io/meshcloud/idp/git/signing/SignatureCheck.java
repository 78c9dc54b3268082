package io.meshcloud.idp.git.signing;
import io.meshcloud.idp.git.transport.JavaEdDsa;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
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
 * Says what a commit's signature is worth. The keys that count stand in a file that {@code ssh-keygen(1)} describes under
 * "ALLOWED SIGNERS", the same that git's {@code gpg.ssh.allowedSignersFile} names.
 */
public final class SignatureCheck {
    /** A name, perhaps options, a key's type and the beginning of every key in base 64. */
    private static final Pattern SIGNER = Pattern.compile("\\S.*\\s(ssh|ecdsa|sk)-\\S+\\s+AAAA\\S+(\\s.*)?");

    private static final String ONE_A_LINE = "write one signer a line: a name, then the public key, for example"
            + " 'platform namespaces=\"git\" ssh-ed25519 AAAA...'";

    private final @Nullable Path allowedSigners;

    private SignatureCheck(@Nullable Path allowedSigners) {
        this.allowedSigners = allowedSigners;
    }

    /**
     * @param allowedSigners the file; absent to check nothing. It is read at the first signature.
     */
    public static SignatureCheck of(@Nullable Path allowedSigners) {
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
    public void requireReadable() {
        var file = allowedSigners;
        if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
            throw Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            "the file of allowed signers cannot be read",
                            Quoted.of(file.toString()),
                            ONE_A_LINE)
                    .asException();
        }
        if (file != null) {
            requireSigners(file);
        }
    }

    /** Otherwise every commit would be blamed for what is wrong with the file: the library reads up to the first bad line. */
    private static void requireSigners(Path file) {
        var lines = lines(file);
        int signers = 0;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (!SIGNER.matcher(line).matches()) {
                throw Problem.of(
                                ProblemCode.INVALID_CONFIGURATION,
                                "line " + (i + 1) + " of the file of allowed signers names no signer",
                                Quoted.of(file.toString()),
                                ONE_A_LINE)
                        .asException();
            }
            signers++;
        }
        if (signers == 0) {
            throw Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            "the file of allowed signers names nobody",
                            Quoted.of(file.toString()),
                            ONE_A_LINE)
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
}
