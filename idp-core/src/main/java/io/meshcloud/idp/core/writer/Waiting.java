package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.core.state.Change;
import io.meshcloud.idp.core.state.CommitId;
import io.meshcloud.idp.core.state.Snapshot;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** An intent in the queue, what was decided on it last, and what its caller will be told. */
final class Waiting<T> {
    private final @Nullable Snapshot seen;
    private final Intent<T> intent;
    private final Condition changed;
    private @Nullable Plan<T> plan;
    private @Nullable RuntimeException refusal;
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

    /** Decides, and returns what is to be written. What the intent throws concerns its own caller only. */
    List<Change> decide(PendingSnapshot snapshot) {
        plan = null;
        refusal = null;
        try {
            plan = intent.decide(snapshot);
        } catch (RuntimeException e) {
            refusal = e;
        }
        return plan instanceof Plan.Write<T> write ? write.changes() : List.of();
    }

    boolean wantsToWaitOn() {
        return plan instanceof Plan.Later<T>;
    }

    /** Ends the wait with what was decided last. */
    void finish(List<CommitId> commits) {
        try {
            if (refusal != null) {
                failure = refusal;
            } else if (plan instanceof Plan.Write<T> write) {
                answer = write.answer().apply(commits);
            } else if (plan instanceof Plan.Answer<T> known) {
                answer = known.answer();
            } else {
                failure = new IllegalStateException("an intent waits for changes that are not there");
            }
        } catch (RuntimeException e) {
            failure = e;
        }
        done = true;
    }

    /** Ends the wait with something that concerns everyone in the batch; each gets an exception of their own. */
    void fail(Throwable cause) {
        failure = cause instanceof IdpException known
                ? known.problem().asException(cause)
                : new IllegalStateException("the writer loop failed", cause);
        done = true;
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
