// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.caller;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Objects;

/**
 * The actor's reason for a request. It is the value of a trailer in the commit's message; because it is one line, it
 * cannot imitate another trailer.
 *
 * @param value one line of 1 to 500 characters without control and format characters; spaces at both ends are removed
 */
public record Reason(String value) {
    /** The longest reason, in characters. */
    public static final int MAX_LENGTH = 500;

    public Reason {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()
                || value.strip().codePointCount(0, value.strip().length()) > MAX_LENGTH
                || !value.codePoints().allMatch(Quoted::isHarmless)) {
            throw Problem.of(
                            ProblemCode.INVALID_TEXT,
                            Quoted.of(value) + " cannot be stored as a reason",
                            "",
                            "write one line of 1 to " + MAX_LENGTH
                                    + " characters without line breaks and control characters")
                    .asException();
        }
        value = value.strip();
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_TEXT} if it is not a reason
     */
    public static Reason parse(String value) {
        return new Reason(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
