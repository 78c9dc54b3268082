// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * The decision of an {@link Intent}: write these changes, answer without changes, or decide later.
 *
 * @param <T> the caller's answer
 */
public sealed interface Plan<T> {

    /** Write nothing. */
    record Answer<T>(T answer) implements Plan<T> {
        public Answer {
            Objects.requireNonNull(answer, "answer");
        }
    }

    /**
     * Write these changes in one push, one commit each.
     *
     * @param changes at least one, in the order of their commits
     * @param answer makes the answer from the ids of the commits and their time
     */
    record Write<T>(List<Change> changes, BiFunction<? super List<CommitId>, ? super Instant, T> answer)
            implements Plan<T> {
        public Write {
            changes = List.copyOf(changes);
            Objects.requireNonNull(answer, "answer");
            if (changes.isEmpty()) {
                throw new IllegalArgumentException("a plan to write needs at least one change");
            }
        }
    }

    /**
     * Decide in the next batch: the decision reads history, and a pending change of this batch is not yet part of it.
     * Only an intent that sees a {@linkplain PendingSnapshot#isChanged changed} path may defer.
     */
    record Later<T>() implements Plan<T> {}
}
