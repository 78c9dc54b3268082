package io.meshcloud.idp.core.environment;

import io.meshcloud.idp.contract.problem.Problem;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Whether the registry still has the image that runs. A deleted image changes nothing on file: what runs goes on, but a node
 * that does not have it cannot start it.
 */
public sealed interface ImagePresence {

    <R> R match(Supplier<R> present, Supplier<R> gone, Function<? super Problem, R> unknown);

    /** It is there. */
    record Present() implements ImagePresence {
        @Override
        public <R> R match(Supplier<R> present, Supplier<R> gone, Function<? super Problem, R> unknown) {
            return present.get();
        }
    }

    /** The registry answered, and does not know the digest. */
    record Gone() implements ImagePresence {
        @Override
        public <R> R match(Supplier<R> present, Supplier<R> gone, Function<? super Problem, R> unknown) {
            return gone.get();
        }
    }

    /** The registry could not be asked. */
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
