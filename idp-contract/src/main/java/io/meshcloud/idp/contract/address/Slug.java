// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.address;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import java.util.Objects;

/**
 * A stable technical identifier: a segment of an address, a tenant, an app or the kind of an environment. Display names
 * are not slugs and have no effect (ADR-004, "Stable Identifiers in GitOps State Paths").
 *
 * @param value lower-case letters and digits with single hyphens between them, at most 63 characters
 */
public record Slug(String value) implements Comparable<Slug> {
    /** The maximum length in characters: that of a DNS label, because many slugs become DNS labels. */
    public static final int MAX_LENGTH = 63;

    public Slug {
        Objects.requireNonNull(value, "value");
        if (!isSlug(value)) {
            throw Problem.of(
                            ProblemCode.INVALID_VALUE,
                            Quoted.of(value) + " is not a slug",
                            "",
                            "use lower-case letters and digits with single hyphens between them, at most " + MAX_LENGTH
                                    + " characters")
                    .asException();
        }
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_VALUE} if it is not a slug
     */
    public static Slug parse(String value) {
        return new Slug(value);
    }

    static boolean isSlug(String text) {
        return text.length() <= MAX_LENGTH && Ascii.isHyphenated(text);
    }

    @Override
    public int compareTo(Slug other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
