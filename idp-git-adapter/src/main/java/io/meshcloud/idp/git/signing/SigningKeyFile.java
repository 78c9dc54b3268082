// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Diagnoses why a configured signing key cannot be used; the library does not report that.
 *
 * <p>Source: OpenSSH's PROTOCOL.key, section 1: the cipher's name follows the magic bytes.
 *
 * @param file an existing and readable file
 * @param agent the socket of the ssh agent; null if none is known
 */
record SigningKeyFile(Path file, @Nullable String agent) {
    private static final String PEM = "-----BEGIN ";
    private static final String OPENSSH = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final String NO_PASSPHRASE =
            "give a key without a passphrase, or add it to the ssh agent (`ssh-add`) and give its .pub file";

    /**
     * Why a key cannot be used.
     *
     * @param what completes a sentence that begins with the key
     * @param fix what to do
     */
    record Diagnosis(String what, String fix) {}

    Diagnosis diagnose() {
        try {
            var text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            if (text.startsWith(PEM) && text.contains("PRIVATE KEY-----")) {
                return isEncrypted(text)
                        ? new Diagnosis("is protected by a passphrase, and idp does not prompt for one", NO_PASSPHRASE)
                        : new Diagnosis("cannot be used", "give the file of an Ed25519, ECDSA or RSA key");
            }
            return SignerLine.isPublicKey(text)
                    ? diagnosePublicKey()
                    : new Diagnosis(
                            "is not an ssh key",
                            "give the file of an ssh key (Ed25519, ECDSA or RSA), or of its public key");
        } catch (IOException e) {
            return new Diagnosis("cannot be read", "make it readable for the user that runs idp");
        }
    }

    private Diagnosis diagnosePublicKey() {
        boolean noAgent = agent == null || agent.isEmpty() || !Files.exists(Path.of(agent));
        return new Diagnosis(
                noAgent
                        ? "is a public key, its private key is not next to it, and no ssh agent runs"
                        : "is a public key, its private key is not next to it, and the ssh agent does not have it"
                                + " either",
                noAgent
                        ? "start an agent (`ssh-agent`, SSH_AUTH_SOCK) and add the key (`ssh-add`), or give the private"
                                + " key"
                        : "add it to the agent (`ssh-add`; `ssh-add -L` lists its keys), or give the private key");
    }

    private static boolean isEncrypted(String text) {
        if (!text.startsWith(OPENSSH)) {
            return text.contains("ENCRYPTED");
        }
        try {
            var body = text.substring(OPENSSH.length(), text.lastIndexOf("-----END"));
            var bytes = Base64.getMimeDecoder().decode(body);
            var cipher = new String(bytes, MAGIC.length + Integer.BYTES, "none".length(), StandardCharsets.US_ASCII);
            return !cipher.equals("none");
        } catch (RuntimeException e) {
            // Truncated or garbled: the cause is not a passphrase.
            return false;
        }
    }
}
