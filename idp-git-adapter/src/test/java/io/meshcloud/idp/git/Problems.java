// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The problem that some code fails with. */
public final class Problems {
    private Problems() {}

    public static Problem of(ThrowingCallable code) {
        return Objects.requireNonNull(catchThrowableOfType(IdpException.class, code), "no problem at all")
                .problem();
    }
}
