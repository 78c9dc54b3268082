// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.signing;

import io.meshcloud.idp.contract.problem.Quoted;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A line of a file of allowed signers: {@code PRINCIPALS [OPTIONS] KEYTYPE BASE64 [COMMENT]}.
 *
 * @param principals patterns, joined by commas; the quotes are removed
 * @param fingerprint of the key, as OpenSSH prints it
 */
record SignerLine(String principals, SignerOptions options, String fingerprint) {
    private static final String BLANKS = " \t\r";

    private static final Set<String> KEY_TYPES = Set.of(
            "ssh-ed25519",
            "ssh-rsa",
            "ssh-dss",
            "ecdsa-sha2-nistp256",
            "ecdsa-sha2-nistp384",
            "ecdsa-sha2-nistp521",
            "sk-ssh-ed25519@openssh.com",
            "sk-ecdsa-sha2-nistp256@openssh.com");

    /**
     * @return empty for a blank line or a comment
     * @throws IllegalArgumentException with the reason, if it is not a signer
     */
    static Optional<SignerLine> parse(String text) {
        int start = skipBlanks(text, 0);
        if (start == text.length() || text.charAt(start) == '#') {
            return Optional.empty();
        }
        var principals = new StringBuilder();
        int at = readPrincipals(text, start, principals);
        var options = SignerOptions.NONE;
        var key = keyAt(text, at);
        if (key == null) {
            int end = endOfOptions(text, at);
            options = SignerOptions.parse(text.substring(at, end));
            key = keyAt(text, skipBlanks(text, end));
        }
        if (key == null) {
            throw new IllegalArgumentException("no public key that ssh-keygen knows");
        }
        return Optional.of(new SignerLine(principals.toString(), options, fingerprint(key)));
    }

    /** Whether a text begins with a public key, as the content of a {@code .pub} file does. */
    static boolean isPublicKey(String text) {
        try {
            return keyAt(text, 0) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && BLANKS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static int endOfWord(String text, int from) {
        int at = from;
        while (at < text.length() && BLANKS.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    /** Reads the first word. A quote may begin at any of its characters; the closing quote ends the word. */
    private static int readPrincipals(String text, int from, StringBuilder principals) {
        int at = from;
        while (at < text.length() && BLANKS.indexOf(text.charAt(at)) < 0 && text.charAt(at) != '"') {
            principals.append(text.charAt(at++));
        }
        if (at < text.length() && text.charAt(at) == '"') {
            int end = text.indexOf('"', at + 1);
            if (end < 0) {
                throw new IllegalArgumentException("the quote before the principals is not closed");
            }
            principals.append(text, at + 1, end);
            at = end + 1;
        }
        int next = skipBlanks(text, at);
        if (next == text.length()) {
            throw new IllegalArgumentException("no public key after " + Quoted.of(principals.toString()));
        }
        return next;
    }

    private static int endOfOptions(String text, int from) {
        boolean quoted = false;
        int at = from;
        for (; at < text.length() && (quoted || (text.charAt(at) != ' ' && text.charAt(at) != '\t')); at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '"') {
                at++;
            } else if (text.charAt(at) == '"') {
                quoted = !quoted;
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quote in the options is not closed");
        }
        return at;
    }

    /** The key at a position: its type, and its bytes that begin with the same type. */
    private static byte @Nullable [] keyAt(String text, int at) {
        int end = endOfWord(text, at);
        var type = text.substring(at, end);
        if (!KEY_TYPES.contains(type)) {
            return null;
        }
        int start = skipBlanks(text, end);
        try {
            var key = Base64.getDecoder().decode(text.substring(start, endOfWord(text, start)));
            var buffer = ByteBuffer.wrap(key);
            var name = new byte[Math.max(0, Math.min(buffer.getInt(), buffer.remaining()))];
            buffer.get(name);
            if (new String(name, StandardCharsets.US_ASCII).equals(type)) {
                return key;
            }
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("the public key is damaged", e);
        }
        throw new IllegalArgumentException("the public key is not of the type " + type);
    }

    private static String fingerprint(byte[] key) {
        try {
            return "SHA256:"
                    + Base64.getEncoder()
                            .withoutPadding()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    boolean isAuthority() {
        return options.certAuthority();
    }

    boolean isValidAt(Instant time) {
        return options.isValidAt(time);
    }

    boolean allows(String namespace) {
        var patterns = options.namespaces();
        return patterns == null || SshPatterns.match(namespace, patterns);
    }

    boolean isFor(String principal) {
        return SshPatterns.match(principal, principals);
    }

    /** The principals as they are written, up to the first empty one, as ssh-keygen lists them. */
    List<String> writtenPrincipals() {
        var written = new ArrayList<String>();
        for (var principal : principals.split(",", -1)) {
            if (principal.isEmpty()) {
                break;
            }
            written.add(principal);
        }
        return written;
    }
}
