// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.image;

/**
 * Digests of any algorithm as registries and senders write them. They are checked character by character, because they
 * are foreign text.
 *
 * <p>Source: OCI image specification, "Digests".
 */
public final class DigestText {
    private static final String SHA256 = "sha256:";
    private static final int SHA256_LENGTH = SHA256.length() + 64;
    private static final int MAX_ALGORITHM = 40;
    private static final int MAX_ENCODED = 256;

    private DigestText() {}

    /** Whether the text is a digest of any algorithm; one of SHA-256 has 64 lower-case hexadecimal digits. */
    public static boolean isDigest(String text) {
        return isSha256(text) || isOfOtherAlgorithm(text);
    }

    private static boolean isSha256(String text) {
        return text.length() == SHA256_LENGTH
                && text.startsWith(SHA256)
                && text.chars().skip(SHA256.length()).allMatch(c -> isDigit(c) || (c >= 'a' && c <= 'f'));
    }

    /** Whether the text is a digest of another algorithm than SHA-256, which may be right but cannot be verified. */
    public static boolean isOfOtherAlgorithm(String text) {
        int colon = text.indexOf(':');
        int encoded = text.length() - colon - 1;
        return colon > 0
                && colon <= MAX_ALGORITHM
                && encoded > 0
                && encoded <= MAX_ENCODED
                && !text.startsWith(SHA256)
                && isAlgorithm(text.substring(0, colon))
                && text.chars()
                        .skip(colon + 1L)
                        .allMatch(c -> isAlphanumeric(c) || isUpperCase(c) || "=_-".indexOf(c) >= 0);
    }

    /** Parts of letters and digits with one separator between each. */
    private static boolean isAlgorithm(String text) {
        boolean afterSeparator = true;
        for (int i = 0; i < text.length(); i++) {
            boolean isSeparator = "+._-".indexOf(text.charAt(i)) >= 0;
            if (isSeparator ? afterSeparator : !isAlphanumeric(text.charAt(i))) {
                return false;
            }
            afterSeparator = isSeparator;
        }
        return !afterSeparator;
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || isDigit(c);
    }

    private static boolean isUpperCase(int c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
