// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.caller;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.Objects;

/**
 * The person or program that makes a request, as an opaque id that the platform stores for audit. It is written into
 * commits, so it cannot contain a line break or imitate a mail address.
 *
 * @param value one line of 1 to 128 characters, without control and format characters, {@code <} and {@code >}, and
 *     without a space at either end
 */
public record Actor(String value) {
    /** The longest id, in characters. */
    public static final int MAX_LENGTH = 128;

    public Actor {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()
                || !value.equals(value.strip())
                || value.codePointCount(0, value.length()) > MAX_LENGTH
                || !value.codePoints().allMatch(Actor::isAllowed)) {
            throw Problem.of(
                            ProblemCode.INVALID_TEXT,
                            Quoted.of(value) + " cannot be stored as an actor",
                            "",
                            "use one line of 1 to " + MAX_LENGTH
                                    + " characters without control characters, '<' and '>', for example a user name or"
                                    + " an id")
                    .asException();
        }
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_TEXT} if it is not an actor
     */
    public static Actor parse(String value) {
        return new Actor(value);
    }

    private static boolean isAllowed(int point) {
        return point != '<' && point != '>' && Quoted.isHarmless(point);
    }

    @Override
    public String toString() {
        return value;
    }
}
