package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided for one in the queue, on one state.
 *
 * @param plan absent if the intent refused
 * @param refusal what it threw instead
 */
record Decided<T>(
        Waiting<T> waiting,
        @Nullable Plan<T> plan,
        @Nullable RuntimeException refusal) {

    static <T> Decided<T> of(Waiting<T> waiting, Plan<T> plan) {
        return new Decided<>(waiting, plan, null);
    }

    static <T> Decided<T> refused(Waiting<T> waiting, RuntimeException refusal) {
        return new Decided<>(waiting, null, refusal);
    }

    /** What is to be written. */
    List<Change> changes() {
        return plan instanceof Plan.Write<T> write ? write.changes() : List.of();
    }

    boolean wantsToWaitOn() {
        return plan instanceof Plan.Later<T>;
    }

    /**
     * Ends the wait with this.
     *
     * @param commits one for each change
     */
    void finish(List<CommitId> commits) {
        try {
            if (refusal != null) {
                waiting.refuse(refusal);
            } else if (plan instanceof Plan.Write<T> write) {
                waiting.finish(write.answer().apply(commits));
            } else if (plan instanceof Plan.Answer<T> known) {
                waiting.finish(known.answer());
            } else {
                waiting.refuse(new IllegalStateException("an intent waits for changes that are not there"));
            }
        } catch (RuntimeException e) {
            waiting.refuse(e);
        }
    }
}
