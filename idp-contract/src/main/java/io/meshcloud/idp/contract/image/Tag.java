// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.image;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import java.util.Objects;

/**
 * A movable name of an image, for people. The {@link Digest} next to the tag decides which image runs.
 *
 * <p>Source: OCI distribution specification, "Pulling manifests".
 *
 * @param value at most 128 characters, the first a letter, digit or underscore
 */
public record Tag(String value) implements Comparable<Tag> {
    private static final int MAX_LENGTH = 128;

    public Tag {
        Objects.requireNonNull(value, "value");
        if (!isTag(value)) {
            throw Problem.of(
                            ProblemCode.INVALID_IMAGE,
                            Quoted.of(value) + " is not a tag",
                            "",
                            "use at most 128 letters, digits, '_', '.' and '-', the first a letter, digit or '_'")
                    .asException();
        }
    }

    /** Whether {@link #parse} accepts the text. */
    public static boolean isTag(String text) {
        return text.length() <= MAX_LENGTH && Ascii.consistsOf(text, Tag::isWord, Tag::isInside);
    }

    private static boolean isWord(int c) {
        return Ascii.isLetterOrDigit(c) || c == '_';
    }

    private static boolean isInside(int c) {
        return isWord(c) || c == '.' || c == '-';
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_IMAGE} if it is not a tag
     */
    public static Tag parse(String value) {
        return new Tag(value);
    }

    @Override
    public int compareTo(Tag other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
