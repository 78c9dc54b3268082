package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What an {@link Intent} decided.
 *
 * @param <T> what the caller is answered
 */
public sealed interface Plan<T> {

    /** Nothing is to be written. */
    record Answer<T>(T answer) implements Plan<T> {
        public Answer {
            Objects.requireNonNull(answer, "answer");
        }
    }

    /**
     * These changes, in their order, in one push.
     *
     * @param changes at least one
     * @param answer from the ids of their commits
     */
    record Write<T>(List<Change> changes, Function<? super List<CommitId>, T> answer) implements Plan<T> {
        public Write {
            changes = List.copyOf(changes);
            Objects.requireNonNull(answer, "answer");
            if (changes.isEmpty()) {
                throw new IllegalArgumentException("a plan that writes has changes");
            }
        }
    }

    /**
     * It cannot be decided beside the changes that wait in front of it, because it reads history and they are not yet
     * part of it; decide it in the next batch. Only an intent that sees a {@linkplain PendingSnapshot#isChanged changed}
     * path may say so.
     */
    record Later<T>() implements Plan<T> {}
}
