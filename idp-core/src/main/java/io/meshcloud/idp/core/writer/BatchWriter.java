// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.ProblemKind;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.spi.observe.Event;
import io.meshcloud.idp.spi.observe.Event.PushResult;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Writes one batch: decides, pushes, and after a conflict decides again, until {@link #MAX_RETRY_TIME} is over. */
final class BatchWriter {
    static final Duration MAX_RETRY_TIME = Duration.ofSeconds(60);
    private static final long FIRST_WAIT_MILLIS = 50;
    private static final int MAX_DOUBLINGS = 2;
    private static final Duration MAX_BACKOFF = Duration.ofMillis(FIRST_WAIT_MILLIS << MAX_DOUBLINGS);

    private final StateRepository repository;
    private final KnownBranch branch;
    private final Sleeper sleeper;
    private final RandomGenerator random;
    private final Observers observers;
    private final WriteThrottle throttle = new WriteThrottle(MAX_BACKOFF);

    BatchWriter(
            StateRepository repository,
            KnownBranch branch,
            Sleeper sleeper,
            RandomGenerator random,
            Observers observers) {
        this.repository = repository;
        this.branch = branch;
        this.sleeper = Objects.requireNonNull(sleeper, "sleeper");
        this.random = Objects.requireNonNull(random, "random");
        this.observers = Objects.requireNonNull(observers, "observers");
    }

    /** Completes all intents and returns those deferred to the next batch. */
    List<QueuedIntent<?>> write(List<QueuedIntent<?>> queued) {
        return write(queued, sleeper.elapsed().plus(MAX_RETRY_TIME));
    }

    private List<QueuedIntent<?>> write(List<QueuedIntent<?>> queued, Duration deadline) {
        var unconfirmed = new UnconfirmedPushes(repository);
        try {
            return attempt(queued, unconfirmed, deadline);
        } catch (RuntimeException | Error e) {
            branch.forget();
            // Earlier pushes may still reach the branch, so the outcome is unknown, whatever the error.
            var cause = unconfirmed.isEmpty() ? e : unknown(e);
            queued.stream().filter(intent -> !intent.isDone()).forEach(intent -> intent.failWithBatch(cause));
            return List.of();
        }
    }

    private List<QueuedIntent<?>> attempt(
            List<QueuedIntent<?>> queued, UnconfirmedPushes unconfirmed, Duration deadline) {
        boolean paused = letOthersWrite();
        var known = branch.latest().or(queued.get(queued.size() - 1)::seen);
        boolean fresh = paused || known.isEmpty();
        var base = fresh ? branch.fetch() : known.get();
        if (paused && known.isPresent() && !base.commit().equals(known.get().commit())) {
            throttle.othersWrote(sleeper.elapsed());
        }
        for (int failed = 0; ; failed++) {
            var batch = Batch.decide(queued, base);
            if (batch.changes().isEmpty()) {
                if (!unconfirmed.isEmpty()) {
                    // Earlier pushes may still reach the branch, so it is unknown whether something was written.
                    throw unknown(null);
                }
                if (fresh || batch.isSeenByAll()) {
                    return batch.complete(List.of(), Instant.EPOCH);
                }
            } else {
                var done = push(batch, queued, unconfirmed, deadline);
                if (done.isPresent()) {
                    return done.get();
                }
                if (isOver(deadline)) {
                    throw tooManyConflicts(failed + 1);
                }
                sleeper.sleep(backoff(failed));
            }
            base = unconfirmed.isEmpty() ? branch.fetch() : fetchUntil(deadline);
            fresh = true;
            var landed = unconfirmed.landed(base);
            if (landed.isPresent()) {
                return landed.get()
                        .batch()
                        .complete(landed.get().commits(), landed.get().at());
            }
        }
    }

    private boolean isOver(Duration deadline) {
        return sleeper.elapsed().compareTo(deadline) >= 0;
    }

    /** Returns whether it paused, so that the branch may have moved. */
    private boolean letOthersWrite() {
        var pause = throttle.pause(sleeper.elapsed());
        if (!pause.isZero()) {
            sleeper.sleep(pause);
        }
        return !pause.isZero();
    }

    /** The deferred intents; empty if everything has to be decided again. */
    private Optional<List<QueuedIntent<?>>> push(
            Batch batch, List<QueuedIntent<?>> queued, UnconfirmedPushes unconfirmed, Duration deadline) {
        try {
            var start = sleeper.elapsed();
            batch.pushing();
            if (commit(batch) instanceof CommitResult.Committed committed) {
                throttle.wrote(start, sleeper.elapsed());
                branch.committed(committed.snapshot());
                return Optional.of(batch.complete(committed.commits(), committed.at()));
            }
            throttle.othersWrote(sleeper.elapsed());
            return Optional.empty();
        } catch (IdpException e) {
            var code = e.problem().code();
            if (code == ProblemCode.OUTCOME_UNKNOWN) {
                branch.forget();
                unconfirmed.add(batch);
                return Optional.empty();
            }
            if (!unconfirmed.isEmpty() && e.problem().retryable()) {
                branch.forget();
                return Optional.empty();
            }
            if (queued.size() > 1 && unconfirmed.isEmpty() && mayConcernOneChange(code)) {
                branch.forget();
                return Optional.of(inHalves(queued, e, deadline));
            }
            throw e;
        }
    }

    private CommitResult commit(Batch batch) {
        var start = sleeper.elapsed();
        var result = PushResult.FAILED;
        try {
            var answer = repository.commit(batch.base(), batch.changes());
            result = answer instanceof CommitResult.Committed ? PushResult.COMMITTED : PushResult.CONFLICT;
            return answer;
        } finally {
            observe(batch.changes().size(), sleeper.elapsed().minus(start), result);
        }
    }

    private void observe(int changes, Duration took, PushResult result) {
        observers.observe(at -> new Event.Pushed(at, changes, took, result));
    }

    /** Retries the fetch: while the outcome of a push is unknown, one failed fetch must not end the attempt. */
    private Snapshot fetchUntil(Duration deadline) {
        for (int failed = 0; ; failed++) {
            try {
                return branch.fetch();
            } catch (IdpException e) {
                boolean stopped = Thread.currentThread().isInterrupted();
                if (stopped || !e.problem().retryable() || isOver(deadline)) {
                    throw e;
                }
            }
            sleeper.sleep(backoff(failed));
        }
    }

    /** For example a server hook that refuses one commit, or a symbolic link where one change needs a folder. */
    private static boolean mayConcernOneChange(ProblemCode code) {
        return code == ProblemCode.PUSH_REFUSED || code.kind() == ProblemKind.INVALID;
    }

    /**
     * Retries each half by itself. A server refuses a push as a whole, but usually because of one commit, and the other
     * intents must not fail with it. The deadline bounds this: a slow server that refuses everything must not block the
     * loop.
     */
    private List<QueuedIntent<?>> inHalves(List<QueuedIntent<?>> queued, IdpException refusal, Duration deadline) {
        if (isOver(deadline)) {
            throw refusal;
        }
        int middle = queued.size() / 2;
        var deferred = new ArrayList<>(write(queued.subList(0, middle), deadline));
        deferred.addAll(write(queued.subList(middle, queued.size()), deadline));
        return deferred;
    }

    /** A random wait that doubles its bound with each conflict, up to {@link #MAX_BACKOFF}. */
    private Duration backoff(int conflicts) {
        long bound = FIRST_WAIT_MILLIS << Math.min(conflicts, MAX_DOUBLINGS);
        return Duration.ofMillis(random.nextLong(bound) + 1);
    }

    private static IdpException unknown(@Nullable Throwable cause) {
        var problem = Problem.of(
                ProblemCode.OUTCOME_UNKNOWN,
                "the answer to a push was lost, and the branch does not show yet whether the push succeeded"
                        + (cause instanceof IdpException known
                                ? "; last error: " + known.problem().what()
                                : ""),
                "",
                "once Git answers, look in `idp history` whether it was written, and repeat it only if not");
        return cause == null ? problem.asException() : problem.asException(cause);
    }

    private static IdpException tooManyConflicts(int conflicts) {
        return Problem.of(
                        ProblemCode.WRITE_CONFLICT,
                        "other writers changed the branch before each of " + conflicts + " attempts in "
                                + MAX_RETRY_TIME.toSeconds() + " seconds; nothing was written",
                        "",
                        "try again; if the problem persists, find out who else writes to the branch continuously")
                .asException();
    }
}
