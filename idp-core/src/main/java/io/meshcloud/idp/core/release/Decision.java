// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.outcome.FileChange;
import io.meshcloud.idp.core.registry.RegistryQuestion;
import io.meshcloud.idp.core.release.ReleaseOutcome.Details;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.History;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What to do about a release, a rollback or automation, on one state of the repository and with what the registry has
 * answered so far (ADR-006). Rules return it; only {@link ReleaseLoop} acts on it.
 */
public sealed interface Decision {

    <R> R match(
            Function<? super Write, R> write,
            Function<? super Answer, R> answer,
            Function<? super Ask, R> ask,
            Supplier<R> later);

    /**
     * The same decision; if the environment does not exist, with suggestions from the other environments and from
     * history, which the rules do not read.
     */
    default Decision explained(History history, EnvironmentScope scope, Caller caller) {
        boolean notFound = this instanceof Answer answer
                && answer.outcome() instanceof ReleaseOutcome.Rejected rejected
                && rejected.problem().code() == ProblemCode.ENVIRONMENT_NOT_FOUND;
        if (!notFound) {
            return this;
        }
        var details = ((Answer) this).outcome().details();
        return new Answer(new ReleaseOutcome.Rejected(details, scope.absent(history, caller)));
    }

    /**
     * Write these changes.
     *
     * @param changes at least one: the release, then the hold if a rollback requests it
     * @param previous the image that ran before; absent if there was none
     */
    record Write(
            Details details, List<Change> changes, @Nullable ImageReference previous) implements Decision {
        public Write {
            Objects.requireNonNull(details, "details");
            changes = List.copyOf(changes);
            if (changes.isEmpty()) {
                throw new IllegalArgumentException("a decision to write has changes");
            }
        }

        /** The outcome of a dry run on this state. */
        ReleaseOutcome planned(Snapshot snapshot) {
            return new ReleaseOutcome.Planned(details, previous, FileChange.of(snapshot, changes));
        }

        @Override
        public <R> R match(
                Function<? super Write, R> write,
                Function<? super Answer, R> answer,
                Function<? super Ask, R> ask,
                Supplier<R> later) {
            return write.apply(this);
        }
    }

    /** Write nothing and answer this: unchanged, refused, held, or already done by an earlier attempt. */
    record Answer(ReleaseOutcome outcome) implements Decision {
        public Answer {
            Objects.requireNonNull(outcome, "outcome");
        }

        @Override
        public <R> R match(
                Function<? super Write, R> write,
                Function<? super Answer, R> answer,
                Function<? super Ask, R> ask,
                Supplier<R> later) {
            return answer.apply(this);
        }
    }

    /**
     * Ask the registry this first.
     *
     * @param questions at least one. If a question was answered already, its answer is out of date: the loop starts
     *     again on the newest state, without answers
     */
    record Ask(List<? extends RegistryQuestion> questions) implements Decision {
        public Ask {
            questions = List.copyOf(questions);
            if (questions.isEmpty()) {
                throw new IllegalArgumentException("a decision to ask has questions");
            }
        }

        @Override
        public <R> R match(
                Function<? super Write, R> write,
                Function<? super Answer, R> answer,
                Function<? super Ask, R> ask,
                Supplier<R> later) {
            return ask.apply(this);
        }
    }

    /**
     * Decide again in the next batch, because the decision reads history, and a change that history must contain is
     * still queued. Allowed only while such a change is {@linkplain PendingSnapshot#isChanged pending}.
     */
    record Later() implements Decision {
        @Override
        public <R> R match(
                Function<? super Write, R> write,
                Function<? super Answer, R> answer,
                Function<? super Ask, R> ask,
                Supplier<R> later) {
            return later.get();
        }
    }
}
