// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Checks refusals as their readers see them: each must have its code and a remedy, and fit on a screen. */
public final class Refusals {
    private Refusals() {}

    /** The problem that this call is refused with. */
    public static Problem refusal(ProblemCode code, ThrowingCallable call) {
        var thrown = catchThrowableOfType(IdpException.class, call);
        assertThat(thrown).as("refused").isNotNull();
        var problem = thrown.problem();
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.fix()).isNotBlank();
        assertThat(problem.what()).isNotBlank().hasSizeLessThan(400).doesNotContain("\n", "\u001b");
        return problem;
    }
}
