package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** An intent in the queue, and what its caller will be told. */
final class Waiting<T> {
    private final @Nullable Snapshot seen;
    private final Intent<T> intent;
    private final Condition changed;
    private @Nullable T answer;
    private @Nullable RuntimeException failure;

    // The fields above belong to whoever writes; this one hands them to the caller.
    private volatile boolean done;

    /**
     * @param seen what the caller fetched; {@code null} if they did not
     * @param changed signalled when the wait is over, or when it is this caller's turn to write
     */
    Waiting(@Nullable Snapshot seen, Intent<T> intent, Condition changed) {
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

    /** Decides on a state. What the intent throws concerns its own caller only. */
    Decided<T> decide(PendingSnapshot snapshot) {
        try {
            return Decided.of(this, intent.decide(snapshot));
        } catch (RuntimeException e) {
            return Decided.refused(this, e);
        }
    }

    /** Ends the wait with an answer. */
    void finish(T value) {
        answer = Objects.requireNonNull(value, "value");
        done = true;
    }

    /** Ends the wait with what concerns this caller only. */
    void refuse(RuntimeException cause) {
        failure = cause;
        done = true;
    }

    /** Ends the wait with something that concerns everyone in the batch; each gets an exception of their own. */
    void fail(Throwable cause) {
        refuse(
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
