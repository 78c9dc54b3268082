// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.rollback;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import java.util.Objects;
import java.util.Optional;

/** The target of a rollback. */
public sealed interface RollbackTarget {

    /** The release before the first release of the running image. */
    static RollbackTarget before() {
        return new Before();
    }

    /**
     * Reads a digest, whole or abbreviated to at least 7 of its digits, or a commit's id of 4 to 64 hexadecimal digits.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_IMAGE} if the text begins like
     *     a digest but is not valid, {@link ProblemCode#RELEASE_NOT_FOUND} if it is neither a digest nor a commit's id
     */
    static RollbackTarget parse(String value) {
        if (value.startsWith("sha256:")) {
            return ToDigestPrefix.isPrefix(value) ? new ToDigestPrefix(value) : new ToDigest(Digest.parse(value));
        }
        return new ToCommit(value);
    }

    /** Whether this text can name an image with this digest; true if that depends on history. */
    default boolean mayName(Digest digest) {
        return true;
    }

    /**
     * The release before the first release of the running image. So a second rollback goes back one further, and never
     * returns to the later image.
     */
    record Before() implements RollbackTarget {}

    /**
     * The release on file after this commit; if there is no such commit and the id has 64 digits, the latest release of
     * the SHA-256 digest with these digits.
     *
     * @param commit a commit's id, full or abbreviated
     */
    record ToCommit(String commit) implements RollbackTarget {
        private static final int MIN_LENGTH = 4;
        private static final int MAX_LENGTH = 64;

        public ToCommit {
            Objects.requireNonNull(commit, "commit");
            boolean isId = commit.length() >= MIN_LENGTH
                    && commit.length() <= MAX_LENGTH
                    && Ascii.consistsOf(commit, Ascii::isLowerCaseHex);
            if (!isId) {
                throw Problem.of(
                                ProblemCode.RELEASE_NOT_FOUND,
                                Quoted.of(commit)
                                        + " is neither a commit's id nor a digest; a tag is not accepted, because it"
                                        + " may refer to another image now",
                                "",
                                "take the commit or the digest of that release from `idp history`")
                        .asException();
            }
        }

        /** A digest without its algorithm has as many digits as a commit's id in a SHA-256 repository. */
        Optional<Digest> asDigest() {
            return commit.length() == MAX_LENGTH ? Optional.of(Digest.parse("sha256:" + commit)) : Optional.empty();
        }

        @Override
        public String toString() {
            return "commit " + commit;
        }
    }

    /** The latest release of this digest. */
    record ToDigest(Digest digest) implements RollbackTarget {
        public ToDigest {
            Objects.requireNonNull(digest, "digest");
        }

        @Override
        public boolean mayName(Digest other) {
            return digest.equals(other);
        }

        @Override
        public String toString() {
            return digest.toString();
        }
    }

    /**
     * The latest release of the only digest in the environment's history that begins with this prefix.
     *
     * @param prefix {@code sha256:} and 7 to 63 lower-case hexadecimal digits
     */
    record ToDigestPrefix(String prefix) implements RollbackTarget {
        private static final String ALGORITHM = "sha256:";
        private static final int MIN_DIGITS = 7;
        private static final int MAX_DIGITS = 63;

        public ToDigestPrefix {
            Objects.requireNonNull(prefix, "prefix");
            if (!isPrefix(prefix)) {
                throw Problem.of(
                                ProblemCode.INVALID_IMAGE,
                                Quoted.of(prefix) + " is not the beginning of a digest",
                                "",
                                "write sha256: and at least 7 digits, as `idp history` shows it")
                        .asException();
            }
        }

        private static boolean isPrefix(String text) {
            int digits = text.length() - ALGORITHM.length();
            return digits >= MIN_DIGITS
                    && digits <= MAX_DIGITS
                    && text.startsWith(ALGORITHM)
                    && Ascii.skip(text, ALGORITHM.length(), Ascii::isLowerCaseHex) == text.length();
        }

        @Override
        public boolean mayName(Digest digest) {
            return digest.toString().startsWith(prefix);
        }

        @Override
        public String toString() {
            return prefix;
        }
    }
}
