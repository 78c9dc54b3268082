// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.CommitId;
import java.util.Objects;

/**
 * A finding on a change of a {@code release.yaml} or of a derived file that the platform cannot have written in this form,
 * on an acceptance of a rewritten branch that is not the platform's, or on a commit that cannot be read.
 *
 * @param commit the commit that made the change
 * @param path the file, from the root of the state repository; for a commit that cannot be read, what is known of the
 *     place; empty for an acceptance, which changes no file
 * @param code the code of the rule
 * @param what one sentence
 * @param fix what to do about it
 */
public record VerificationFinding(CommitId commit, String path, ProblemCode code, String what, String fix) {
    public VerificationFinding {
        Objects.requireNonNull(commit, "commit");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(fix, "fix");
    }
}
