// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.problem.Problem;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Whether the registry still has the released image. A deleted image changes no file: running containers continue, but
 * a node that does not have the image cannot start it.
 */
public sealed interface ImagePresence {

    <R> R match(Supplier<R> present, Supplier<R> gone, Function<? super Problem, R> unknown);

    /** The registry has the image. */
    record Present() implements ImagePresence {
        @Override
        public <R> R match(Supplier<R> present, Supplier<R> gone, Function<? super Problem, R> unknown) {
            return present.get();
        }
    }

    /** The registry answered that it does not have the digest. */
    record Gone() implements ImagePresence {
        @Override
        public <R> R match(Supplier<R> present, Supplier<R> gone, Function<? super Problem, R> unknown) {
            return gone.get();
        }
    }

    /** The registry could not be reached. */
    record Unknown(Problem problem) implements ImagePresence {
        public Unknown {
            Objects.requireNonNull(problem, "problem");
        }

        @Override
        public <R> R match(Supplier<R> present, Supplier<R> gone, Function<? super Problem, R> unknown) {
            return unknown.apply(problem);
        }
    }
}
