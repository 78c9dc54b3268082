package io.meshcloud.idp.contract.problem;

import java.util.Objects;

/**
 * The one exception of the project: the world is broken (Git down, a lying registry, an unreadable disk) or the input
 * cannot be understood. Expected answers are values, not exceptions.
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
