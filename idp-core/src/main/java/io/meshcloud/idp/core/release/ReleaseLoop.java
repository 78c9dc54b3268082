// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.observe.Observers;
import io.meshcloud.idp.core.outcome.FileChange;
import io.meshcloud.idp.core.registry.RegistryAnswers;
import io.meshcloud.idp.core.registry.RegistryInquiry;
import io.meshcloud.idp.core.registry.RegistryQuestion;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.EarlierAttempts;
import io.meshcloud.idp.core.writer.Intent;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.Plan;
import io.meshcloud.idp.core.writer.RequestedChange;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.observe.Event;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The only way to release, for every trigger (ADR-006): decide on a snapshot; ask the registry what the decision needs
 * to know; decide again in the writer loop, on the state that the change is written to; write it there, or answer. Safe
 * for use by many threads.
 */
public final class ReleaseLoop {
    /** How often the loop starts again while others change the environment. */
    private static final int MAX_ATTEMPTS = 5;

    private final WriterLoop writer;
    private final PlatformView platform;
    private final RegistryInquiry registry;
    private final Observers observers;

    public ReleaseLoop(WriterLoop writer, PlatformView platform, RegistryInquiry registry, Observers observers) {
        this.writer = Objects.requireNonNull(writer, "writer");
        this.platform = Objects.requireNonNull(platform, "platform");
        this.registry = Objects.requireNonNull(registry, "registry");
        this.observers = Objects.requireNonNull(observers, "observers");
    }

    /** A request and its rules, for one call of the loop. Only one thread uses it at a time. */
    public abstract static class Decider {
        private final RequestedChange request;
        private final EnvironmentAddress address;
        private @Nullable ReleaseCondition asSeen;

        /**
         * @param request who asks for what in which environment, and whether to decide only and write nothing
         */
        protected Decider(RequestedChange request) {
            this.request = Objects.requireNonNull(request, "request");
            this.address = request.optionalAddress().orElseThrow();
        }

        protected final EnvironmentAddress address() {
            return address;
        }

        /**
         * Whether the first decision needs the branch as it is now, as each decision of a dry run does. If not, the
         * registry is asked on the last known state, which saves a fetch; the final decision is always made on the
         * newest state.
         */
        protected boolean needsFetch() {
            return true;
        }

        /**
         * Waits for answers of the registry.
         *
         * @param answers asks, and returns when all are known
         */
        protected RegistryAnswers await(Supplier<RegistryAnswers> answers) {
            return answers.get();
        }

        /**
         * Decides. It reads the snapshot and its history, asks no registry and has no effect; it is called again on
         * every new state.
         */
        protected abstract Decision decide(PendingSnapshot snapshot, RegistryAnswers answers);

        /**
         * Binds the request to the state that its caller sees. The loop calls it once, with the first state that is
         * decided on, and writes to no state that does not meet the condition. A request that is relative to a state
         * needs one, because on another state it would not do what its caller asked for.
         *
         * @return {@link ReleaseCondition#NONE} for a request that means the same on every state
         */
        protected ReleaseCondition bind(PendingSnapshot first) {
            return ReleaseCondition.NONE;
        }

        /** The decision, which is a refusal if it is about to write and the state is not what the caller saw. */
        private Decision decideAsSeen(PendingSnapshot snapshot, RegistryAnswers answers) {
            if (asSeen == null) {
                asSeen = bind(snapshot);
            }
            var decision = decide(snapshot, answers);
            return decision instanceof Decision.Answer || decision instanceof Decision.Later
                    ? decision
                    : asSeen.refusal(snapshot)
                            .map(problem -> refused(decision, problem))
                            .orElse(decision);
        }

        private Decision refused(Decision decision, Problem problem) {
            var log = decision instanceof Decision.Write write ? new RuleLog(write.details()) : new RuleLog();
            log.refuse("as-seen", problem.what(), problem);
            return log.rejected(address, problem);
        }
    }

    /** The writer loop that this loop writes through. */
    public WriterLoop writer() {
        return writer;
    }

    /** Asks the registry, outside a request. */
    public RegistryAnswers ask(List<? extends RegistryQuestion> questions) {
        return registry.ask(questions, RegistryAnswers.NONE);
    }

    /** The same loop with another registry to resolve names. */
    ReleaseLoop with(ImageRegistry other) {
        return new ReleaseLoop(writer, platform, registry.with(other), observers);
    }

    /**
     * Decides until there is an outcome.
     *
     * @throws IdpException when Git or the registry cannot be used; nothing was written, unless the code is
     *     {@link ProblemCode#OUTCOME_UNKNOWN}. {@link ProblemCode#WRITE_CONFLICT} if others kept changing the
     *     environment, {@link ProblemCode#REGISTRY_FAULT} if the registry's answers kept contradicting each other
     */
    public ReleaseOutcome run(Decider decider) {
        return run(decider, null, RegistryAnswers.NONE);
    }

    /**
     * The same, starting with known facts.
     *
     * @param fetched the snapshot that the caller fetched
     * @param known answers that the registry gave after that fetch
     */
    public ReleaseOutcome run(Decider decider, @Nullable Snapshot fetched, RegistryAnswers known) {
        var run = new Run(decider, new EarlierAttempts(writer, platform, decider.request));
        try {
            return decideAndWrite(run, fetched, known);
        } catch (IdpException e) {
            throw run.earlier().withWayToRepeat(e);
        }
    }

    /** One call of this loop. */
    private record Run(Decider decider, EarlierAttempts earlier) {
        boolean isDryRun() {
            return decider.request.context().dryRun();
        }

        boolean needsFetch() {
            return isDryRun() || earlier.arePossible() || decider.needsFetch();
        }
    }

    /**
     * The answer to a promotion that was done before under its request id; empty if it was not.
     *
     * @param seen the branch as it is now
     */
    public Optional<ReleaseOutcome> promotedBefore(
            EnvironmentAddress from, EnvironmentAddress to, RequestContext context, Snapshot seen) {
        return repeated(RepeatedRelease.ofPromotion(from, to, context), seen);
    }

    /** The answer to a request that was done before under its id; empty if it was not. */
    private Optional<ReleaseOutcome> repeated(RequestedChange request, Snapshot seen) {
        return repeated(request, new EarlierAttempts(writer, platform, request), PendingSnapshot.of(seen))
                .map(Decision.Answer::outcome);
    }

    private Optional<Decision.Answer> repeated(
            RequestedChange request, EarlierAttempts earlier, PendingSnapshot snapshot) {
        return earlier.in(snapshot)
                .map(attempt -> RepeatedRelease.answer(
                        attempt,
                        request,
                        EnvironmentView.read(
                                snapshot,
                                platform.inUse(snapshot).layout(),
                                request.optionalAddress().orElseThrow())));
    }

    private Decision decide(Run run, PendingSnapshot snapshot, RegistryAnswers answers) {
        return run.earlier().areQueued(snapshot)
                ? new Decision.Later()
                : repeated(run.decider().request, run.earlier(), snapshot)
                        .<Decision>map(answer -> answer)
                        .orElseGet(() -> run.decider().decideAsSeen(snapshot, answers));
    }

    private ReleaseOutcome decideAndWrite(Run run, @Nullable Snapshot fetched, RegistryAnswers known) {
        var seen = fetched;
        var answers = known;
        var differing = new ArrayList<RegistryQuestion>(0);
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            var outcome = attempt(run, seen, answers, differing);
            if (outcome.isPresent()) {
                return outcome.get();
            }
            seen = null;
            answers = RegistryAnswers.NONE;
        }
        if (differing.size() == MAX_ATTEMPTS) {
            throw answersDiffer(differing.get(0)).asException();
        }
        throw Problem.of(
                        ProblemCode.WRITE_CONFLICT,
                        "the environment kept changing while the registry was asked, " + MAX_ATTEMPTS
                                + " times in a row",
                        run.decider().address().toString(),
                        "try again; if it happens again, `idp history` shows who changes it")
                .asException();
    }

    private static Problem answersDiffer(RegistryQuestion question) {
        return Problem.of(
                ProblemCode.REGISTRY_FAULT,
                "the registry's list of tags and its answer for a tag differ, " + MAX_ATTEMPTS + " times in a row",
                question.repository().toString(),
                "try again; if it happens again, look for an old cache or mirror in front of the registry");
    }

    /**
     * Empty if the state or the registry has moved on, so that the registry must be asked again.
     *
     * @param differing gets the question that must be asked again because other answers of the registry contradict its
     *     answer
     */
    private Optional<ReleaseOutcome> attempt(
            Run run, @Nullable Snapshot fetched, RegistryAnswers known, Collection<RegistryQuestion> differing) {
        var seen = fetched;
        if (seen == null && run.needsFetch()) {
            seen = writer.fetch();
        }
        var base = seen == null ? writer.latest().orElseGet(writer::fetch) : seen;
        var looked = look(run, base, known);
        if (seen == null && looked.decision() instanceof Decision.Answer) {
            // The last known state may be out of date. It may be used to ask the registry, but not to answer a caller.
            seen = writer.fetch();
            looked = look(run, seen, seen.commit().equals(base.commit()) ? looked.answers() : known);
        }
        var answers = looked.answers();
        var confirmed = Optional.ofNullable(seen);
        return looked.decision()
                .match(
                        write -> run.isDryRun()
                                ? Optional.of(write.planned(base))
                                : submit(confirmed, snapshot -> plan(run, snapshot, answers)),
                        answer -> Optional.of(answer.outcome()),
                        ask -> {
                            differing.add(ask.questions().get(0));
                            return Optional.empty();
                        },
                        () -> {
                            throw new IllegalStateException("deferred without pending changes: "
                                    + run.decider().address());
                        });
    }

    private Optional<ReleaseOutcome> submit(Optional<Snapshot> seen, Intent<Optional<ReleaseOutcome>> intent) {
        return seen.map(snapshot -> writer.submit(snapshot, intent)).orElseGet(() -> writer.submit(intent));
    }

    /** A decision, and the answers that it was made with. */
    private record Look(Decision decision, RegistryAnswers answers) {}

    /** Decides on one snapshot and asks the registry until it has answered everything. */
    private Look look(Run run, Snapshot base, RegistryAnswers known) {
        var snapshot = PendingSnapshot.of(base);
        var answers = known;
        var decision = decide(run, snapshot, answers);
        while (decision instanceof Decision.Ask ask && ask.questions().stream().noneMatch(answers::contains)) {
            var before = answers;
            answers = run.decider().await(() -> registry.ask(ask.questions(), before));
            decision = decide(run, snapshot, answers);
        }
        return new Look(decision, answers);
    }

    private Plan<Optional<ReleaseOutcome>> plan(Run run, PendingSnapshot snapshot, RegistryAnswers answers) {
        return decide(run, snapshot, answers)
                .match(
                        write -> {
                            var files = FileChange.of(snapshot, write.changes());
                            return new Plan.Write<>(write.changes(), (commits, at) -> {
                                observe(run, write.details(), commits.get(0), answers);
                                return Optional.of(new ReleaseOutcome.Updated(
                                        write.details(), write.previous(), commits, at, files));
                            });
                        },
                        answer -> new Plan.Answer<>(Optional.of(answer.outcome())),
                        ask -> new Plan.Answer<>(Optional.empty()),
                        Plan.Later::new);
    }

    private void observe(Run run, ReleaseOutcome.Details details, CommitId commit, RegistryAnswers answers) {
        var image = details.image();
        if (image != null) {
            var trigger = run.decider().request.context().trigger();
            observers.observe(at -> new Event.Released(
                    at,
                    details.address(),
                    image,
                    trigger,
                    commit,
                    answers.pushed(image).orElse(null)));
        }
    }
}
