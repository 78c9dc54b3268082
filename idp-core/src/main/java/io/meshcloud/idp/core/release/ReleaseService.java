package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.view.AbsentEnvironment;
import io.meshcloud.idp.core.view.ContractReaders;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.Plan;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.Snapshot;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Releases an image to an environment: one commit that touches its {@code release.yaml} and nothing else, or a refusal
 * that says why (ADR-004, "Release"). Doing it twice is doing it once.
 */
public final class ReleaseService {
    private final WriterLoop writer;
    private final FactsGatherer gatherer;
    private final Clock clock;
    private final ContractReaders readers = ContractReaders.remembering();

    public ReleaseService(WriterLoop writer, ImageRegistry registry, Clock clock) {
        this.writer = Objects.requireNonNull(writer, "writer");
        this.gatherer = new FactsGatherer(Objects.requireNonNull(registry, "registry"));
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException when Git or the registry cannot be used; nothing was
     *     written, unless the code is
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#OUTCOME_UNKNOWN}
     */
    public ReleaseOutcome release(ReleaseRequest request) {
        return release(request, ReleaseCondition.NONE);
    }

    /** The same where something else has to hold, too. */
    public ReleaseOutcome release(ReleaseRequest request, ReleaseCondition condition) {
        var earlier = new EarlierAttempts(writer, request.address(), Action.RELEASE, request.context());
        var asked = new Asked(request, condition, readers.ofOneRequest(), earlier);
        boolean prepare = !request.context().dryRun() && !earlier.arePossible();
        var prepared = prepare ? prepared(asked) : Optional.<FactsNeeded>empty();
        if (prepared.isPresent()) {
            return write(asked, prepared.get());
        }
        var seen = writer.fetch();
        earlier.lookBehind(seen);
        var first = decide(seen, asked, null);
        if (!(first.decision() instanceof ReleaseDecision.Undecided undecided)) {
            return first.outcome(seen);
        }
        return request.context().dryRun()
                ? decide(seen, asked, gatherer.gather(undecided.needed())).outcome(seen)
                : write(asked, undecided.needed());
    }

    /** What to ask the registry, as far as the last known state tells; nobody is answered from what may be behind. */
    private Optional<FactsNeeded> prepared(Asked asked) {
        return writer.latest()
                .map(seen -> decide(seen, asked, null).decision())
                .flatMap(decision -> decision instanceof ReleaseDecision.Undecided undecided
                        ? Optional.of(undecided.needed())
                        : Optional.empty());
    }

    private ReleaseOutcome write(Asked asked, FactsNeeded first) {
        var needed = first;
        for (int i = 0; i < Attempt.MOST; i++) {
            var facts = gatherer.gather(needed);
            var attempt = writer.submit(snapshot -> plan(snapshot, asked, facts));
            if (attempt instanceof Attempt.Done done) {
                return done.outcome();
            }
            needed = ((Attempt.Asking) attempt).needed();
        }
        throw Attempt.givenUp(asked.request().address());
    }

    private Plan<Attempt> plan(PendingSnapshot snapshot, Asked asked, ImageFactsGathered facts) {
        // History ends at the base, so an earlier attempt that still waits in front would be overlooked.
        boolean mayBeHidden = asked.earlier().arePossible()
                && PlatformView.settings(PlatformView.read(snapshot, asked.reading()))
                        .filter(platform -> snapshot.isChanged(
                                platform.layout().release(asked.request().address())))
                        .isPresent();
        return mayBeHidden ? new Plan.Later<>() : decide(snapshot, asked, facts).plan(snapshot);
    }

    private Decided decide(Snapshot snapshot, Asked asked, @Nullable ImageFactsGathered facts) {
        var request = asked.request();
        var reading = asked.reading();
        var file = PlatformView.read(snapshot, reading);
        var settings = PlatformView.settings(file);
        if (settings.isEmpty()) {
            var problem = request.context()
                    .caller()
                    .refusal(Action.RELEASE, request.address())
                    .or(() -> PlatformView.broken(file))
                    .orElseThrow();
            var log = new RuleLog();
            log.refuse("platform", PlatformView.PATH + " is broken", problem);
            return new Decided(
                    request, List.of(), new ReleaseDecision.Rejected(log.details(request.address(), null), problem));
        }
        var view = EnvironmentView.read(snapshot, settings.get().layout(), request.address(), reading);
        var layout = settings.get().layout();
        var decision = repeated(snapshot, view, asked)
                .or(() -> refused(snapshot, asked))
                .orElseGet(() -> ReleaseDecision.decide(view, request, facts, settings.get(), clock.instant()));
        if (decision instanceof ReleaseDecision.Rejected rejected
                && rejected.problem().code() == ProblemCode.ENVIRONMENT_NOT_FOUND) {
            // The rules see this environment only; what else there is, and was, helps to mend the request.
            decision = new ReleaseDecision.Rejected(
                    rejected.details(), AbsentEnvironment.problem(writer::history, snapshot, layout, view));
        }
        var changes = decision instanceof ReleaseDecision.Update update
                ? List.of(ReleaseChange.of(view, request.context(), update))
                : List.<Change>of();
        return new Decided(request, changes, decision);
    }

    private static Optional<ReleaseDecision> repeated(Snapshot snapshot, EnvironmentView view, Asked asked) {
        return asked.earlier().in(snapshot).map(attempt -> {
            var log = new RuleLog();
            return attempt.mismatch(asked.request())
                    .flatMap(problem -> log.refuse("request-id", "stands for " + attempt.image(), problem))
                    .<ReleaseDecision>map(
                            problem -> new ReleaseDecision.Rejected(log.details(view.address(), null), problem))
                    .orElseGet(() -> new ReleaseDecision.Repeated(
                            attempt.details(view, log), attempt.previous(), attempt.commit()));
        });
    }

    private static Optional<ReleaseDecision> refused(Snapshot snapshot, Asked asked) {
        return asked.condition().refusal(snapshot).map(problem -> {
            var log = new RuleLog();
            log.refuse("condition", problem.what(), problem);
            return new ReleaseDecision.Rejected(log.details(asked.request().address(), null), problem);
        });
    }

    /** A request, and what is kept for as long as it is decided on. */
    private record Asked(
            ReleaseRequest request, ReleaseCondition condition, ContractReaders reading, EarlierAttempts earlier) {}

    /** A decision and the changes that it means. */
    private record Decided(ReleaseRequest request, List<Change> changes, ReleaseDecision decision) {

        Plan<Attempt> plan(Snapshot snapshot) {
            if (decision instanceof ReleaseDecision.Update update) {
                var files = ChangeWriter.files(snapshot, changes);
                return new Plan.Write<>(
                        changes,
                        commits -> new Attempt.Done(
                                new ReleaseOutcome.Updated(update.details(), update.previous(), commits, files)));
            }
            return new Plan.Answer<>(
                    decision instanceof ReleaseDecision.Undecided undecided
                            ? new Attempt.Asking(undecided.needed())
                            : new Attempt.Done(settled()));
        }

        /** What a dry run answers. */
        ReleaseOutcome outcome(Snapshot snapshot) {
            return decision instanceof ReleaseDecision.Update update
                    ? new ReleaseOutcome.Planned(
                            update.details(), update.previous(), ChangeWriter.files(snapshot, changes))
                    : settled();
        }

        private ReleaseOutcome settled() {
            if (decision instanceof ReleaseDecision.Rejected rejected) {
                return new ReleaseOutcome.Rejected(rejected.details(), rejected.problem());
            }
            if (decision instanceof ReleaseDecision.Unchanged unchanged) {
                return new ReleaseOutcome.Unchanged(unchanged.details());
            }
            if (decision instanceof ReleaseDecision.Repeated repeated) {
                return new ReleaseOutcome.Updated(
                        repeated.details(), repeated.previous(), List.of(repeated.commit()), List.of());
            }
            throw new IllegalStateException("not settled: " + request.context().requestId());
        }
    }
}
