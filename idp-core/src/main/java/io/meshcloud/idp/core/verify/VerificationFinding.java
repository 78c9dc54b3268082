package io.meshcloud.idp.core.verify;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.state.CommitId;
import java.util.Objects;

/**
 * One change of a {@code release.yaml} that cannot be the platform's, or not as it stands there.
 *
 * @param commit which commit made it
 * @param path which file, from the root of the state repository
 * @param code the rule's code
 * @param what what is wrong
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
