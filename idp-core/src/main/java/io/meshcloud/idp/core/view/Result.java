// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.problem.Problem;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value, or the {@link Problem} why there is none.
 *
 * @param <T> the type of the value
 */
public final class Result<T> {
    private final @Nullable T value;
    private final @Nullable Problem problem;

    private Result(@Nullable T value, @Nullable Problem problem) {
        this.value = value;
        this.problem = problem;
    }

    public static <T> Result<T> of(T value) {
        return new Result<>(Objects.requireNonNull(value, "value"), null);
    }

    public static <T> Result<T> refused(Problem problem) {
        return new Result<>(null, Objects.requireNonNull(problem, "problem"));
    }

    public <R> R match(Function<? super T, ? extends R> accepted, Function<? super Problem, ? extends R> refused) {
        return problem == null ? accepted.apply(Objects.requireNonNull(value, "value")) : refused.apply(problem);
    }

    /** The result of the next step, or the problem of this one. */
    public <U> Result<U> flatMap(Function<? super T, Result<U>> next) {
        return match(next, Result::<U>refused);
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException with the problem, if there is no value
     */
    public T orThrow() {
        if (problem != null) {
            throw problem.asException();
        }
        return Objects.requireNonNull(value, "value");
    }
}
