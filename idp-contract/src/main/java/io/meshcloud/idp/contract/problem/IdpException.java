// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.problem;

import java.util.Objects;

/**
 * The only exception type of the project. It is thrown if the environment fails (Git is down, a registry sends wrong
 * content, a disk cannot be read) or if the input cannot be parsed. Expected results are values, not exceptions.
 */
public final class IdpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public IdpException(Problem problem) {
        super(Objects.requireNonNull(problem, "problem").toString());
        this.problem = problem;
    }

    public IdpException(Problem problem, Throwable cause) {
        super(Objects.requireNonNull(problem, "problem").toString(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
