package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.ProblemKind;
import io.meshcloud.idp.core.state.Change;
import io.meshcloud.idp.core.state.CommitId;
import io.meshcloud.idp.core.state.CommitResult;
import io.meshcloud.idp.core.state.Snapshot;
import io.meshcloud.idp.core.state.StateRepository;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Writes one batch: decides, pushes, and decides again for as long as others are quicker and patience lasts. */
final class BatchWriter {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long FIRST_WAIT_MILLIS = 50;
    private static final int MOST_DOUBLINGS = 5;

    private final StateRepository repository;
    private final KnownBranch branch;
    private final Clock clock;
    private final Sleeper sleeper;
    private final RandomGenerator random;

    BatchWriter(StateRepository repository, KnownBranch branch, Clock clock, Sleeper sleeper, RandomGenerator random) {
        this.repository = repository;
        this.branch = branch;
        this.clock = Objects.requireNonNull(clock, "clock");
        this.sleeper = Objects.requireNonNull(sleeper, "sleeper");
        this.random = Objects.requireNonNull(random, "random");
    }

    /** Ends the wait of all, except of those that it returns: they want the next batch. */
    List<Waiting<?>> write(List<Waiting<?>> batch) {
        try {
            return attempt(batch);
        } catch (RuntimeException | Error e) {
            branch.forget();
            batch.stream().filter(waiting -> !waiting.isDone()).forEach(waiting -> waiting.fail(e));
            return List.of();
        }
    }

    private List<Waiting<?>> attempt(List<Waiting<?>> batch) {
        var deadline = clock.instant().plus(PATIENCE);
        var known = branch.latest().or(batch.get(batch.size() - 1)::seen);
        boolean fresh = known.isEmpty();
        var base = known.orElseGet(branch::fetch);
        for (int conflicts = 0; ; ) {
            var round = Round.decide(batch, base);
            if (round.changes().isEmpty()) {
                if (fresh || hasBeenSeenByAll(batch, base)) {
                    return round.finish(List.of());
                }
            } else {
                CommitResult result;
                try {
                    result = repository.commit(base, round.changes());
                } catch (IdpException e) {
                    if (batch.size() > 1 && mayConcernOneOnly(e.problem().code())) {
                        branch.forget();
                        return oneByOne(batch);
                    }
                    throw e;
                }
                if (result instanceof CommitResult.Committed committed) {
                    branch.committed(committed.snapshot());
                    return round.finish(committed.commits());
                }
                if (!clock.instant().isBefore(deadline)) {
                    throw tooManyConflicts(conflicts + 1);
                }
                sleeper.sleep(backoff(conflicts));
                conflicts++;
            }
            base = branch.fetch();
            fresh = true;
        }
    }

    private static boolean hasBeenSeenByAll(List<Waiting<?>> batch, Snapshot base) {
        return batch.stream().allMatch(waiting -> waiting.hasSeen(base));
    }

    /** A hook refuses a push for one commit in it; a link or a file in a folder's place stops the one that writes there. */
    private static boolean mayConcernOneOnly(ProblemCode code) {
        return code == ProblemCode.PUSH_REFUSED || code.kind() == ProblemKind.INVALID;
    }

    /** What is refused is refused as a whole; whoever is not the cause, or writes nothing, must not pay for it. */
    private List<Waiting<?>> oneByOne(List<Waiting<?>> batch) {
        batch.forEach(waiting -> write(List.of(waiting)));
        return List.of();
    }

    private Duration backoff(int conflicts) {
        long most = FIRST_WAIT_MILLIS << Math.min(conflicts, MOST_DOUBLINGS);
        return Duration.ofMillis(random.nextLong(most) + 1);
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

    /** What everyone in the batch wants, each decided behind the changes of those in front. */
    private record Round(List<Waiting<?>> batch, List<Change> changes, Map<Waiting<?>, Integer> sizes) {

        static Round decide(List<Waiting<?>> batch, Snapshot base) {
            var pending = PendingSnapshot.of(base);
            var changes = new ArrayList<Change>();
            var sizes = new HashMap<Waiting<?>, Integer>();
            for (var waiting : batch) {
                var wanted = waiting.decide(pending);
                pending = wanted.isEmpty() ? pending : pending.with(wanted);
                changes.addAll(wanted);
                sizes.put(waiting, wanted.size());
            }
            return new Round(batch, changes, sizes);
        }

        List<Waiting<?>> finish(List<CommitId> commits) {
            var later = new ArrayList<Waiting<?>>();
            int next = 0;
            for (var waiting : batch) {
                int size = Objects.requireNonNull(sizes.get(waiting));
                if (waiting.wantsToWaitOn() && !changes.isEmpty()) {
                    later.add(waiting);
                } else {
                    waiting.finish(commits.subList(next, next + size));
                }
                next += size;
            }
            return later;
        }
    }
}
