package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ContractFiles;
import io.meshcloud.idp.core.hold.HoldChange;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.view.AbsentEnvironment;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.Plan;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes back to an earlier release of an environment (ADR-004, "Rollback"): history comes from Git alone, and neither a
 * stop nor a freeze nor a broken {@code platform.yaml} is in the way.
 */
public final class RollbackService {
    private final WriterLoop writer;
    private final StateRepository repository;
    private final FactsGatherer gatherer;
    private final Clock clock;

    public RollbackService(WriterLoop writer, StateRepository repository, ImageRegistry registry, Clock clock) {
        this.writer = Objects.requireNonNull(writer, "writer");
        this.repository = Objects.requireNonNull(repository, "repository");
        this.gatherer = new FactsGatherer(Objects.requireNonNull(registry, "registry"));
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException when Git cannot be used; an unreachable registry is a
     *     warning only, because the digest was verified when it was released
     */
    public ReleaseOutcome rollback(RollbackRequest request) {
        var seen = writer.fetch();
        var earlier = new EarlierAttempts(writer, request.address(), Action.ROLL_BACK, request.context());
        earlier.lookBehind(seen);
        var first = decide(PendingSnapshot.of(seen), request, null, earlier);
        @Nullable ImageFactsGathered facts = null;
        if (first.decision() instanceof RollbackDecision.Undecided undecided) {
            facts = gatherer.gatherIfPossible(undecided.needed());
        } else if (first.changes().isEmpty()) {
            return first.outcome(seen);
        }
        for (int i = 0; i < Attempt.MOST; i++) {
            var known = facts;
            if (request.context().dryRun()) {
                return decide(PendingSnapshot.of(seen), request, known, earlier).outcome(seen);
            }
            var attempt = writer.submit(seen, snapshot -> plan(snapshot, request, known, earlier));
            if (attempt instanceof Attempt.Done done) {
                return done.outcome();
            }
            facts = gatherer.gatherIfPossible(((Attempt.Asking) attempt).needed());
        }
        throw Attempt.givenUp(request.address());
    }

    private Plan<Attempt> plan(
            PendingSnapshot snapshot,
            RollbackRequest request,
            @Nullable ImageFactsGathered facts,
            EarlierAttempts earlier) {
        var platform = platform(snapshot);
        // History ends at the base, so a release that still waits in front of this rollback would be overlooked.
        if (snapshot.isChanged(platform.layout().release(request.address()))) {
            return new Plan.Later<>();
        }
        return decide(snapshot, request, facts, earlier).plan(snapshot);
    }

    private Platform platform(PendingSnapshot snapshot) {
        return PlatformView.settings(PlatformView.read(snapshot))
                .orElseGet(() -> PlatformView.lastReadable(repository, snapshot.base()));
    }

    private Decided decide(
            PendingSnapshot snapshot,
            RollbackRequest request,
            @Nullable ImageFactsGathered facts,
            EarlierAttempts earlier) {
        var platform = platform(snapshot);
        boolean broken = PlatformView.broken(PlatformView.read(snapshot)).isPresent();
        var view = EnvironmentView.read(snapshot, platform.layout(), request.address());
        var decision = earlier.in(snapshot)
                .<RollbackDecision>map(attempt -> new RollbackDecision.Repeated(
                        attempt.details(view, new RuleLog()), attempt.previous(), attempt.commit()))
                .orElseGet(() -> new RollbackRules(view, request, platform, broken, clock.instant())
                        .decide(
                                () -> new RollbackSearch(repository, snapshot.base(), view.releasePath())
                                        .find(request.target()),
                                facts));
        if (decision instanceof RollbackDecision.Rejected rejected
                && rejected.problem().code() == ProblemCode.ENVIRONMENT_NOT_FOUND) {
            // The rules see this environment only; what else there is, and was, helps to mend the request.
            decision = new RollbackDecision.Rejected(
                    rejected.details(), AbsentEnvironment.problem(writer::history, snapshot, platform.layout(), view));
        }
        return new Decided(decision, changes(view, request, platform, decision));
    }

    private static List<Change> changes(
            EnvironmentView view, RollbackRequest request, Platform platform, RollbackDecision decision) {
        var changes = new ArrayList<Change>();
        if (decision instanceof RollbackDecision.Update update) {
            changes.add(releaseChange(view, request, update));
        }
        boolean goesOn = decision instanceof RollbackDecision.Update || decision instanceof RollbackDecision.Unchanged;
        if (goesOn && request.hold()) {
            var context = request.context().because(request.reason());
            view.environment()
                    .document()
                    .flatMap(file -> HoldChange.of(request.address(), view.environmentPath(), file, platform, context))
                    .ifPresent(changes::add);
        }
        return changes;
    }

    private static Change releaseChange(EnvironmentView view, RollbackRequest request, RollbackDecision.Update update) {
        var image = update.release().image();
        var message = CommitMessages.of(
                Action.ROLL_BACK,
                request.address(),
                ReleaseTrailers.shortName(image),
                request.context().because(request.reason()),
                ReleaseTrailers.of(image, Optional.ofNullable(update.previous())));
        var edit = new FileEdit.Put(view.releasePath(), ContractFiles.writeAppRelease(update.release()));
        return new Change(List.of(edit), message);
    }

    /** A decision and the changes that it means: the release, the hold, both or none. */
    private record Decided(RollbackDecision decision, List<Change> changes) {

        Plan<Attempt> plan(Snapshot snapshot) {
            if (decision instanceof RollbackDecision.Undecided undecided) {
                return new Plan.Answer<>(new Attempt.Asking(undecided.needed()));
            }
            if (changes.isEmpty()) {
                return new Plan.Answer<>(new Attempt.Done(settled()));
            }
            var files = ChangeWriter.files(snapshot, changes);
            return new Plan.Write<>(
                    changes,
                    commits -> new Attempt.Done(
                            new ReleaseOutcome.Updated(decision.details(), previous(), commits, files)));
        }

        /** What a dry run answers. */
        ReleaseOutcome outcome(Snapshot snapshot) {
            return changes.isEmpty()
                    ? settled()
                    : new ReleaseOutcome.Planned(decision.details(), previous(), ChangeWriter.files(snapshot, changes));
        }

        private @Nullable ImageReference previous() {
            return decision instanceof RollbackDecision.Update update
                    ? update.previous()
                    : decision.details().image();
        }

        private ReleaseOutcome settled() {
            if (decision instanceof RollbackDecision.Rejected rejected) {
                return new ReleaseOutcome.Rejected(rejected.details(), rejected.problem());
            }
            if (decision instanceof RollbackDecision.Repeated repeated) {
                return new ReleaseOutcome.Updated(
                        repeated.details(), repeated.previous(), List.of(repeated.commit()), List.of());
            }
            return new ReleaseOutcome.Unchanged(decision.details());
        }
    }
}
