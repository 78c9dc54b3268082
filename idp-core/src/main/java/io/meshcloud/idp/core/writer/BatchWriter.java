package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.ProblemKind;
import io.meshcloud.idp.spi.state.CommitResult;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Writes one batch: decides, pushes, and decides again for as long as others are quicker and patience lasts. */
final class BatchWriter {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long FIRST_WAIT_MILLIS = 50;
    private static final int MOST_DOUBLINGS = 2;
    private static final Duration MOST_BACKOFF = Duration.ofMillis(FIRST_WAIT_MILLIS << MOST_DOUBLINGS);

    private final StateRepository repository;
    private final KnownBranch branch;
    private final Clock clock;
    private final Sleeper sleeper;
    private final RandomGenerator random;
    private final Turns turns = new Turns(MOST_BACKOFF);

    BatchWriter(StateRepository repository, KnownBranch branch, Clock clock, Sleeper sleeper, RandomGenerator random) {
        this.repository = repository;
        this.branch = branch;
        this.clock = Objects.requireNonNull(clock, "clock");
        this.sleeper = Objects.requireNonNull(sleeper, "sleeper");
        this.random = Objects.requireNonNull(random, "random");
    }

    /** Ends the wait of all, except of those that it returns: they want the next batch. */
    List<Waiting<?>> write(List<Waiting<?>> batch) {
        return write(batch, clock.instant().plus(PATIENCE));
    }

    private List<Waiting<?>> write(List<Waiting<?>> batch, Instant deadline) {
        var doubts = new Doubts(repository);
        try {
            return attempt(batch, doubts, deadline);
        } catch (RuntimeException | Error e) {
            branch.forget();
            // Whatever came last: what was pushed before may still land, and nobody is told that it was not.
            var cause = doubts.isEmpty() ? e : unknown(e);
            batch.stream().filter(waiting -> !waiting.isDone()).forEach(waiting -> waiting.fail(cause));
            return List.of();
        }
    }

    private List<Waiting<?>> attempt(List<Waiting<?>> batch, Doubts doubts, Instant deadline) {
        boolean paused = letOthersWrite();
        var known = branch.latest().or(batch.get(batch.size() - 1)::seen);
        boolean fresh = paused || known.isEmpty();
        var base = fresh ? branch.fetch() : known.get();
        if (paused && known.isPresent() && !base.commit().equals(known.get().commit())) {
            turns.othersWrote(clock.instant());
        }
        for (int failed = 0; ; failed++) {
            var round = Round.decide(batch, base);
            if (round.changes().isEmpty()) {
                if (!doubts.isEmpty()) {
                    // What was pushed before may still land: nobody can be told that nothing is written.
                    throw unknown(null);
                }
                if (fresh || round.isSeenByAll()) {
                    return round.finish(List.of());
                }
            } else {
                var done = push(round, batch, doubts, deadline);
                if (done.isPresent()) {
                    return done.get();
                }
                if (!clock.instant().isBefore(deadline)) {
                    throw tooManyConflicts(failed + 1);
                }
                sleeper.sleep(backoff(failed));
            }
            base = doubts.isEmpty() ? branch.fetch() : fetchUntil(deadline);
            fresh = true;
            var landed = doubts.landed(base);
            if (landed.isPresent()) {
                return landed.get().round().finish(landed.get().commits());
            }
        }
    }

    /** Whether it waited: then the branch may be elsewhere. */
    private boolean letOthersWrite() {
        var pause = turns.pause(clock.instant());
        if (!pause.isZero()) {
            sleeper.sleep(pause);
        }
        return !pause.isZero();
    }

    /** Empty if everything has to be decided again. */
    private Optional<List<Waiting<?>>> push(Round round, List<Waiting<?>> batch, Doubts doubts, Instant deadline) {
        try {
            var start = clock.instant();
            if (repository.commit(round.base(), round.changes()) instanceof CommitResult.Committed committed) {
                turns.wrote(start, clock.instant());
                branch.committed(committed.snapshot());
                return Optional.of(round.finish(committed.commits()));
            }
            turns.othersWrote(clock.instant());
            return Optional.empty();
        } catch (IdpException e) {
            var code = e.problem().code();
            if (code == ProblemCode.OUTCOME_UNKNOWN) {
                branch.forget();
                doubts.add(round);
                return Optional.empty();
            }
            if (!doubts.isEmpty() && e.problem().retryable()) {
                branch.forget();
                return Optional.empty();
            }
            if (batch.size() > 1 && doubts.isEmpty() && mayConcernOneOnly(code)) {
                branch.forget();
                return Optional.of(inHalves(batch, e, deadline));
            }
            throw e;
        }
    }

    /** Who does not know what came of a push does not give up at the first look that fails. */
    private Snapshot fetchUntil(Instant deadline) {
        for (int failed = 0; ; failed++) {
            try {
                return branch.fetch();
            } catch (IdpException e) {
                boolean stopped = Thread.currentThread().isInterrupted();
                if (stopped || !e.problem().retryable() || !clock.instant().isBefore(deadline)) {
                    throw e;
                }
            }
            sleeper.sleep(backoff(failed));
        }
    }

    /** A hook refuses a push for one commit in it; a link or a file in a folder's place stops the one that writes there. */
    private static boolean mayConcernOneOnly(ProblemCode code) {
        return code == ProblemCode.PUSH_REFUSED || code.kind() == ProblemKind.INVALID;
    }

    /**
     * What is refused is refused as a whole; whoever is not the cause, or writes nothing, must not pay for it. So each half is
     * tried by itself, for as long as patience lasts: a slow server that refuses everything must not keep all others waiting.
     */
    private List<Waiting<?>> inHalves(List<Waiting<?>> batch, IdpException refusal, Instant deadline) {
        if (!clock.instant().isBefore(deadline)) {
            throw refusal;
        }
        int middle = batch.size() / 2;
        var later = new ArrayList<>(write(batch.subList(0, middle), deadline));
        later.addAll(write(batch.subList(middle, batch.size()), deadline));
        return later;
    }

    /** A jitter of which only the first are short: {@link #MOST_BACKOFF} at the most. */
    private Duration backoff(int conflicts) {
        long most = FIRST_WAIT_MILLIS << Math.min(conflicts, MOST_DOUBLINGS);
        return Duration.ofMillis(random.nextLong(most) + 1);
    }

    private static IdpException unknown(@Nullable Throwable cause) {
        var problem = Problem.of(
                ProblemCode.OUTCOME_UNKNOWN,
                "an answer to a push was lost, and the branch did not tell what came of it"
                        + (cause instanceof IdpException known
                                ? "; at last: " + known.problem().what()
                                : ""),
                "",
                "do the same again once Git answers: what is done already stays as it is");
        return cause == null ? problem.asException() : problem.asException(cause);
    }

    private static IdpException tooManyConflicts(int conflicts) {
        return Problem.of(
                        ProblemCode.WRITE_CONFLICT,
                        "others wrote to the branch before each of " + conflicts + " attempts in "
                                + PATIENCE.toSeconds() + " seconds; nothing was written",
                        "",
                        "try again; if it stays so, look who else writes to the branch all the time")
                .asException();
    }
}
