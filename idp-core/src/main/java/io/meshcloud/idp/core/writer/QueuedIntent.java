// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** An intent in the queue, and later its answer. */
final class QueuedIntent<T> {
    private final @Nullable Snapshot seen;
    private final Intent<T> intent;
    private final Condition changed;
    private @Nullable T answer;
    private @Nullable RuntimeException failure;
    private boolean pushed;

    // The writing thread owns the fields above; this one publishes them to the caller.
    private volatile boolean done;

    /**
     * @param seen the snapshot that the caller fetched; absent if there was none
     * @param changed signalled when the answer is there, or when it is this caller's turn to write
     */
    QueuedIntent(@Nullable Snapshot seen, Intent<T> intent, Condition changed) {
        this.seen = seen;
        this.intent = Objects.requireNonNull(intent, "intent");
        this.changed = Objects.requireNonNull(changed, "changed");
    }

    boolean hasSeen(Snapshot snapshot) {
        return seen != null && seen.commit().equals(snapshot.commit());
    }

    Optional<Snapshot> seen() {
        return Optional.ofNullable(seen);
    }

    Condition changed() {
        return changed;
    }

    Plan<T> decide(PendingSnapshot snapshot) {
        return intent.decide(pushed ? snapshot.pushedBefore() : snapshot);
    }

    /** Its changes are about to be pushed. */
    void pushing() {
        pushed = true;
    }

    void complete(T value) {
        answer = Objects.requireNonNull(value, "value");
        done = true;
    }

    /** Fails with an exception that concerns this caller only. */
    void fail(RuntimeException cause) {
        failure = cause;
        done = true;
    }

    /** Fails with an error that concerns the whole batch; each caller gets an exception of its own. */
    void failWithBatch(Throwable cause) {
        fail(
                cause instanceof IdpException known
                        ? known.problem().asException(cause)
                        : new IllegalStateException("the writer loop failed", cause));
    }

    boolean isDone() {
        return done;
    }

    T result() {
        if (failure != null) {
            throw failure;
        }
        return Objects.requireNonNull(answer, "answer");
    }
}
