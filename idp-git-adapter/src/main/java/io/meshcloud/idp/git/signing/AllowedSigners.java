// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.signing;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.eclipse.jgit.signing.ssh.VerificationException;

/**
 * The trusted keys. Decides as {@code git verify-commit} does with the same file: git asks {@code ssh-keygen -Y
 * find-principals} for the principals of the first line that fits the key, and then {@code ssh-keygen -Y verify} for
 * each of them. A line that ssh-keygen would ignore with an error is refused.
 *
 * <p>Source: ssh-keygen(1), "ALLOWED SIGNERS"; OpenSSH's {@code sshsig.c}; git's {@code gpg-interface.c}.
 */
record AllowedSigners(List<SignerLine> lines) {
    static final String EXPIRED = "its key was not valid at that time";
    static final String NOT_ALLOWED = "the file of allowed signers does not allow its key to sign commits";

    private static final String NAMESPACE = "git";

    /** Far more than tens of thousands of signers need, in bytes. */
    private static final int MAX_SIZE = 16 << 20;

    private static final String FORMAT_HINT =
            "write one signer per line: a name, options if needed, then the public key, for example 'platform"
                    + " namespaces=\"git\" ssh-ed25519 AAAA...'; see ssh-keygen(1), ALLOWED SIGNERS";

    AllowedSigners {
        lines = List.copyOf(lines);
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_CONFIGURATION} with the number
     *     of the first line that is not a signer
     */
    static AllowedSigners read(Path file) {
        var lines = new ArrayList<SignerLine>();
        int number = 0;
        for (var text : text(file).split("\n", -1)) {
            number++;
            try {
                SignerLine.parse(text).ifPresent(lines::add);
            } catch (IllegalArgumentException e) {
                throw invalid(file, "line " + number + " of the file of allowed signers: " + e.getMessage());
            }
        }
        if (lines.isEmpty()) {
            throw invalid(file, "the file of allowed signers contains no signer");
        }
        return new AllowedSigners(lines);
    }

    private static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            throw invalid(
                    file,
                    "the file of allowed signers " + (Files.exists(file) ? "is not a regular file" : "does not exist"));
        }
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MAX_SIZE + 1);
            if (bytes.length > MAX_SIZE) {
                throw invalid(file, "the file of allowed signers is larger than " + MAX_SIZE + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw invalid(file, "the file of allowed signers cannot be read");
        }
    }

    private static RuntimeException invalid(Path file, String what) {
        return Problem.of(ProblemCode.INVALID_CONFIGURATION, what, Quoted.whole(file), FORMAT_HINT)
                .asException();
    }

    /**
     * The principal for whom a valid signature with a key is good; empty if the key is unknown.
     *
     * @param at the time of the commit
     * @throws VerificationException if the key is known, but may not sign this
     */
    Optional<String> principal(PublicKey key, Instant at) throws VerificationException {
        var known = lines.stream().filter(line -> isOf(line, key)).toList();
        if (known.isEmpty()) {
            return Optional.empty();
        }
        var valid = known.stream().filter(line -> line.isValidAt(at)).toList();
        if (valid.isEmpty()) {
            throw new VerificationException(true, EXPIRED);
        }
        var allowed = valid.stream().filter(line -> line.allows(NAMESPACE)).toList();
        for (var line : valid) {
            var candidates = candidates(line, key);
            for (var candidate : candidates) {
                if (allowed.stream().anyMatch(it -> it.isFor(candidate) && isNamed(key, it, candidate))) {
                    return Optional.of(candidate);
                }
            }
            if (!line.isAuthority() || !candidates.isEmpty()) {
                // git asks for the principals of the first line only.
                break;
            }
        }
        throw new VerificationException(false, NOT_ALLOWED);
    }

    private static boolean isOf(SignerLine line, PublicKey key) {
        return line.isAuthority()
                ? key instanceof OpenSshCertificate certificate
                        && Objects.equals(KeyUtils.getFingerPrint(certificate.getCaPubKey()), line.fingerprint())
                : !(key instanceof OpenSshCertificate)
                        && Objects.equals(KeyUtils.getFingerPrint(key), line.fingerprint());
    }

    /** What ssh-keygen lists for a line: its principals as they are written, or those of a certificate that fit. */
    private static List<String> candidates(SignerLine line, PublicKey key) {
        return key instanceof OpenSshCertificate certificate
                ? certificate.getPrincipals().stream().filter(line::isFor).toList()
                : line.writtenPrincipals();
    }

    private static boolean isNamed(PublicKey key, SignerLine line, String principal) {
        return !line.isAuthority()
                || (key instanceof OpenSshCertificate certificate
                        && certificate.getPrincipals().contains(principal));
    }
}
