// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.image;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The immutable name of an image: the SHA-256 of the bytes of its manifest. idp writes no release without one.
 *
 * <p>Source: OCI image specification, "Digests"; only {@code sha256} is accepted.
 *
 * @param value {@code sha256:} and 64 lower-case hexadecimal digits
 */
public record Digest(String value) implements Comparable<Digest> {
    private static final String ALGORITHM = "sha256:";
    private static final int LENGTH = ALGORITHM.length() + 64;
    private static final int SHORT_LENGTH = ALGORITHM.length() + 12;

    public Digest {
        Objects.requireNonNull(value, "value");
        if (!isDigest(value)) {
            throw Problem.of(
                            ProblemCode.INVALID_IMAGE,
                            Quoted.of(value) + " is not a digest",
                            "",
                            "write sha256: followed by 64 digits 0-9 and a-f, as the registry shows it")
                    .asException();
        }
    }

    private static boolean isDigest(String text) {
        return text.length() == LENGTH
                && text.startsWith(ALGORITHM)
                && Ascii.skip(text, ALGORITHM.length(), Ascii::isLowerCaseHex) == LENGTH;
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_IMAGE} if it is not a digest
     */
    public static Digest parse(String value) {
        return new Digest(value);
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] bytes) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Digest(ALGORITHM + HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The 64 hexadecimal digits without {@code sha256:}. */
    public String hex() {
        return value.substring(ALGORITHM.length());
    }

    /** {@code sha256:} and the first 12 digits, for people; never for a comparison. */
    public String abbreviated() {
        return value.substring(0, SHORT_LENGTH);
    }

    @Override
    public int compareTo(Digest other) {
        return value.compareTo(other.value);
    }

    /** The full digest. */
    @Override
    public String toString() {
        return value;
    }
}
