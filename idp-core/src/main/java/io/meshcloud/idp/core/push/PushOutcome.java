// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.push;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * The outcome of a push event (ADR-004, "Release Controller": without exactly one matching environment, nothing is
 * deployed).
 */
public sealed interface PushOutcome {

    <R> R match(
            Function<? super Untracked, R> untracked,
            Function<? super Ambiguous, R> ambiguous,
            Function<? super Evaluated, R> evaluated);

    /** No environment tracks the repository. */
    record Untracked(ImageRepository repository) implements PushOutcome {
        public Untracked {
            Objects.requireNonNull(repository, "repository");
        }

        @Override
        public <R> R match(
                Function<? super Untracked, R> untracked,
                Function<? super Ambiguous, R> ambiguous,
                Function<? super Evaluated, R> evaluated) {
            return untracked.apply(this);
        }
    }

    /** Several environments track the repository, so nothing is deployed. */
    record Ambiguous(ImageRepository repository, List<EnvironmentAddress> environments) implements PushOutcome {
        public Ambiguous {
            Objects.requireNonNull(repository, "repository");
            environments = List.copyOf(environments);
        }

        @Override
        public <R> R match(
                Function<? super Untracked, R> untracked,
                Function<? super Ambiguous, R> ambiguous,
                Function<? super Evaluated, R> evaluated) {
            return ambiguous.apply(this);
        }
    }

    /** One environment tracks the repository, and automation evaluated it. */
    record Evaluated(ReleaseOutcome outcome) implements PushOutcome {
        public Evaluated {
            Objects.requireNonNull(outcome, "outcome");
        }

        @Override
        public <R> R match(
                Function<? super Untracked, R> untracked,
                Function<? super Ambiguous, R> ambiguous,
                Function<? super Evaluated, R> evaluated) {
            return evaluated.apply(this);
        }
    }
}
