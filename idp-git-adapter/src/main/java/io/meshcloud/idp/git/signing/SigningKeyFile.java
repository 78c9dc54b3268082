package io.meshcloud.idp.git.signing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells why a key that was given for signing cannot be used, which the library does not.
 *
 * <p>Source: OpenSSH's PROTOCOL.key, section 1: the cipher's name follows the magic word.
 *
 * @param file that is there and can be read
 * @param agent the socket of the ssh agent; null if none is known
 */
record SigningKeyFile(Path file, @Nullable String agent) {
    private static final String PEM = "-----BEGIN ";
    private static final String OPENSSH = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern PUBLIC = Pattern.compile("(sk-)?(ssh|ecdsa)-[a-z0-9@.-]+ [A-Za-z0-9+/=]{40,}.*");
    private static final String NO_PASSPHRASE =
            "give a key without a passphrase, or hand it to the ssh agent (`ssh-add`)" + " and give its .pub file";

    /**
     * A trouble with a key.
     *
     * @param what as the end of a sentence about the key
     * @param fix what to do
     */
    record Trouble(String what, String fix) {}

    Trouble trouble() {
        try {
            var text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            if (text.startsWith(PEM) && text.contains("PRIVATE KEY-----")) {
                return isLocked(text)
                        ? new Trouble("is locked by a passphrase, and nobody is asked for one here", NO_PASSPHRASE)
                        : new Trouble("cannot be used", "give the file of an Ed25519, ECDSA or RSA key");
            }
            return PUBLIC.matcher(text).matches()
                    ? onlyPublic()
                    : new Trouble(
                            "is no ssh key",
                            "give the file of an ssh key (Ed25519, ECDSA or RSA), or of its public half");
        } catch (IOException e) {
            return new Trouble("cannot be read", "let the user that runs idp read it");
        }
    }

    private Trouble onlyPublic() {
        boolean noAgent = agent == null || agent.isEmpty() || !Files.exists(Path.of(agent));
        return new Trouble(
                noAgent
                        ? "is a public one, its private half is not beside it, and no ssh agent runs"
                        : "is a public one, its private half is not beside it, and the ssh agent does not hold it either",
                noAgent
                        ? "start an agent (`ssh-agent`, SSH_AUTH_SOCK) and hand it the key (`ssh-add`), or give the private key"
                        : "hand it to the agent (`ssh-add`; `ssh-add -L` shows what it holds), or give the private key");
    }

    private static boolean isLocked(String text) {
        if (!text.startsWith(OPENSSH)) {
            return text.contains("ENCRYPTED");
        }
        try {
            var body = text.substring(OPENSSH.length(), text.lastIndexOf("-----END"));
            var bytes = Base64.getMimeDecoder().decode(body);
            var cipher = new String(bytes, MAGIC.length + Integer.BYTES, "none".length(), StandardCharsets.US_ASCII);
            return !cipher.equals("none");
        } catch (RuntimeException e) {
            // Cut off or garbled: whatever it is, a passphrase is not what is missing.
            return false;
        }
    }
}
