// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.image;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A movable name of an image, for people. The {@link Digest} next to the tag decides which image runs.
 *
 * <p>Source: OCI distribution specification, "Pulling manifests".
 *
 * @param value at most 128 characters, the first a letter, digit or underscore
 */
public record Tag(String value) implements Comparable<Tag> {
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    public Tag {
        Objects.requireNonNull(value, "value");
        if (!GRAMMAR.matcher(value).matches()) {
            throw Problem.of(
                            ProblemCode.INVALID_IMAGE,
                            Quoted.of(value) + " is not a tag",
                            "",
                            "use at most 128 letters, digits, '_', '.' and '-', the first a letter, digit or '_'")
                    .asException();
        }
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
