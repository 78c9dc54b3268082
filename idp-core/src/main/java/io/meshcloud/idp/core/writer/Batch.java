// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queued intents decided on one base. Each is decided on the base plus the changes of the intents before it.
 *
 * @param base the snapshot that everything was decided on
 * @param decisions in the order of the queue
 * @param changes all changes to write, in the same order
 */
record Batch(Snapshot base, List<Decided<?>> decisions, List<Change> changes) {

    static Batch decide(List<QueuedIntent<?>> queued, Snapshot base) {
        var pending = PendingSnapshot.of(base);
        var decisions = new ArrayList<Decided<?>>();
        var changes = new ArrayList<Change>();
        for (var intent : queued) {
            var decision = Decided.of(intent, pending);
            pending = decision.changes().isEmpty() ? pending : pending.with(decision.changes());
            changes.addAll(decision.changes());
            decisions.add(decision);
        }
        return new Batch(base, decisions, changes);
    }

    /** Whether every caller fetched this base before submitting. */
    boolean isSeenByAll() {
        return decisions.stream().allMatch(decision -> decision.intent().hasSeen(base));
    }

    /** Records, for each intent with changes, that its changes are about to be pushed. */
    void pushing() {
        decisions.stream()
                .filter(decision -> !decision.changes().isEmpty())
                .forEach(decision -> decision.intent().pushing());
    }

    /**
     * Completes all intents and returns those deferred to the next batch.
     *
     * @param commits one for each change
     * @param at when they were made
     */
    List<QueuedIntent<?>> complete(List<CommitId> commits, Instant at) {
        var deferred = new ArrayList<QueuedIntent<?>>();
        int next = 0;
        for (var decision : decisions) {
            int size = decision.changes().size();
            if (decision.isDeferred() && !changes.isEmpty()) {
                deferred.add(decision.intent());
            } else {
                decision.complete(commits.subList(next, next + size), at);
            }
            next += size;
        }
        return deferred;
    }

    /**
     * The decision on one intent.
     *
     * @param plan absent if the intent threw an exception
     * @param failure the exception that the intent threw
     */
    record Decided<T>(
            QueuedIntent<T> intent,
            @Nullable Plan<T> plan,
            @Nullable RuntimeException failure) {

        /** An exception of the intent concerns its own caller only. */
        static <T> Decided<T> of(QueuedIntent<T> intent, PendingSnapshot snapshot) {
            try {
                return new Decided<>(intent, intent.decide(snapshot), null);
            } catch (RuntimeException e) {
                return new Decided<>(intent, null, e);
            }
        }

        List<Change> changes() {
            return plan instanceof Plan.Write<T> write ? write.changes() : List.of();
        }

        boolean isDeferred() {
            return plan instanceof Plan.Later<T>;
        }

        /**
         * @param commits one for each change
         * @param at when they were made
         */
        void complete(List<CommitId> commits, Instant at) {
            try {
                if (failure != null) {
                    intent.fail(failure);
                } else if (plan instanceof Plan.Write<T> write) {
                    intent.complete(write.answer().apply(commits, at));
                } else if (plan instanceof Plan.Answer<T> known) {
                    intent.complete(known.answer());
                } else {
                    intent.fail(new IllegalStateException("an intent was deferred although no changes are pending"));
                }
            } catch (RuntimeException e) {
                intent.fail(e);
            }
        }
    }
}
