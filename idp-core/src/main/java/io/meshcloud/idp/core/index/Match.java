// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.index;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The environments that track a registry repository. An event deploys only if exactly one environment matches (ADR-004,
 * "Release Controller").
 */
public sealed interface Match {

    /** The match for these environments. */
    static Match of(Collection<EnvironmentAddress> environments) {
        var sorted = environments.stream().sorted().distinct().toList();
        return switch (sorted.size()) {
            case 0 -> new None();
            case 1 -> new One(sorted.get(0));
            default -> new Several(sorted);
        };
    }

    <R> R match(Supplier<R> none, Function<EnvironmentAddress, R> one, Function<List<EnvironmentAddress>, R> several);

    /** No environment tracks the repository. */
    record None() implements Match {
        @Override
        public <R> R match(
                Supplier<R> none, Function<EnvironmentAddress, R> one, Function<List<EnvironmentAddress>, R> several) {
            return none.get();
        }
    }

    /** Exactly one environment tracks it; its file may still be invalid, so a decision must read it strictly. */
    record One(EnvironmentAddress environment) implements Match {
        public One {
            Objects.requireNonNull(environment, "environment");
        }

        @Override
        public <R> R match(
                Supplier<R> none, Function<EnvironmentAddress, R> one, Function<List<EnvironmentAddress>, R> several) {
            return one.apply(environment);
        }
    }

    /**
     * More than one environment tracks it, so the target is ambiguous.
     *
     * @param environments at least two, sorted
     */
    record Several(List<EnvironmentAddress> environments) implements Match {
        public Several {
            environments = List.copyOf(environments);
            if (environments.size() < 2) {
                throw new IllegalArgumentException("needs at least two environments: " + environments);
            }
        }

        @Override
        public <R> R match(
                Supplier<R> none, Function<EnvironmentAddress, R> one, Function<List<EnvironmentAddress>, R> several) {
            return several.apply(environments);
        }
    }
}
