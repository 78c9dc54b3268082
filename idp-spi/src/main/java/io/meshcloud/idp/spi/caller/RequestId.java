// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.caller;

import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import java.util.Objects;
import java.util.UUID;

/**
 * The id of one request. It is written into the request's commits, so that they can be found after a lost answer.
 *
 * @param value a UUID in lower case
 * @param isNew whether it was generated for this request, so that no earlier attempt can have it
 */
public record RequestId(String value, boolean isNew) {
    private static final String FORM = "00000000-0000-0000-0000-000000000000";

    public RequestId {
        Objects.requireNonNull(value, "value");
        if (!isUuid(value)) {
            throw Problem.of(
                            ProblemCode.INVALID_TEXT,
                            Quoted.of(value) + " is not a request id",
                            "",
                            "write a UUID in lower case, or omit it")
                    .asException();
        }
    }

    private static boolean isUuid(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            if (FORM.charAt(i) == '-' ? text.charAt(i) != '-' : !Ascii.isLowerCaseHex(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * An id from the caller, who may repeat it.
     *
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_TEXT} if it is not a UUID
     */
    public static RequestId parse(String value) {
        return new RequestId(value, false);
    }

    /** A new id, generated for this request. */
    public static RequestId random() {
        return new RequestId(UUID.randomUUID().toString(), true);
    }

    @Override
    public String toString() {
        return value;
    }
}
