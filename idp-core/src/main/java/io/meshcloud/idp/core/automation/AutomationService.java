package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.index.Match;
import io.meshcloud.idp.core.release.Attempt;
import io.meshcloud.idp.core.release.ReleaseChange;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.RuleLog;
import io.meshcloud.idp.core.view.ContractReaders;
import io.meshcloud.idp.core.view.EnvironmentView;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.ChangeWriter;
import io.meshcloud.idp.core.writer.Plan;
import io.meshcloud.idp.core.writer.WriterLoop;
import io.meshcloud.idp.spi.registry.ImageFacts;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.Snapshot;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Releases what is newest in an environment's repository, if the rules let automation do it (ADR-004, "Release
 * Controller"). What made it look, an event or the poll, makes no difference: the registry is the truth. Safe for many
 * threads.
 */
public final class AutomationService {
    private final WriterLoop writer;
    private final EnvironmentIndexes indexes;
    private final ImageRegistry registry;
    private final ImageListing listings;
    private final Clock clock;
    private final ContractReaders readers = ContractReaders.remembering();

    public AutomationService(
            WriterLoop writer, EnvironmentIndexes indexes, ImageRegistry registry, ImageListing listings, Clock clock) {
        this.writer = Objects.requireNonNull(writer, "writer");
        this.indexes = Objects.requireNonNull(indexes, "indexes");
        this.registry = Objects.requireNonNull(registry, "registry");
        this.listings = Objects.requireNonNull(listings, "listings");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * Lists the repository and decides.
     *
     * @throws IdpException when Git or the registry cannot be used
     */
    public ReleaseOutcome update(AutomationRequest request) {
        return update(request, writer.fetch(), RegistryAnswers.NONE);
    }

    /**
     * What is known before a registry is asked: the outcome, or what has to be listed.
     *
     * @param outcome absent if the repository has to be listed
     * @param question absent if the outcome is known
     */
    record Prospect(@Nullable ReleaseOutcome outcome, RegistryQuestion.@Nullable Images question) {}

    Prospect look(AutomationRequest request, Snapshot seen) {
        var decision = decide(seen, request, RegistryAnswers.NONE, readers.ofOneRequest());
        return decision instanceof AutomationDecision.Asking asking
                        && asking.question() instanceof RegistryQuestion.Images images
                ? new Prospect(null, images)
                : new Prospect(((AutomationDecision.Settled) decision).outcome(), null);
    }

    /** The same as {@link #update(AutomationRequest)} with a listing that was taken after this snapshot. */
    ReleaseOutcome update(AutomationRequest request, Snapshot seen, RegistryQuestion.Images question, Listing listing) {
        return update(request, seen, RegistryAnswers.NONE.with(question, listing));
    }

    private ReleaseOutcome update(AutomationRequest request, Snapshot seen, RegistryAnswers known) {
        var reading = readers.ofOneRequest();
        var answers = known;
        // On the snapshot first: most environments run what is newest, and nobody has to queue to learn that.
        for (int i = 0; i < Attempt.MOST; i++) {
            var decision = decide(seen, request, answers, reading);
            while (decision instanceof AutomationDecision.Asking asking) {
                var more = answer(asking.question(), answers);
                if (more.isEmpty()) {
                    break;
                }
                answers = more.get();
                decision = decide(seen, request, answers, reading);
            }
            if (decision instanceof AutomationDecision.Settled settled) {
                return settled.outcome();
            }
            if (decision instanceof AutomationDecision.Write write) {
                if (request.context().dryRun()) {
                    return planned(seen, request, write, reading);
                }
                var facts = answers;
                var outcome = writer.submit(seen, snapshot -> plan(snapshot, request, facts, reading));
                if (outcome.isPresent()) {
                    return outcome.get();
                }
            }
            // The state raises another question, or the registry moved on while it was asked.
            seen = writer.fetch();
            answers = RegistryAnswers.NONE;
        }
        throw Attempt.givenUp(request.address());
    }

    /** Empty if the state raises a question that was not asked yet. */
    private Plan<Optional<ReleaseOutcome>> plan(
            Snapshot snapshot, AutomationRequest request, RegistryAnswers answers, ContractReaders reading) {
        var decision = decide(snapshot, request, answers, reading);
        if (decision instanceof AutomationDecision.Write write) {
            var changes = changes(snapshot, request, write, reading);
            var files = ChangeWriter.files(snapshot, changes);
            return new Plan.Write<>(
                    changes,
                    commits -> Optional.of(new ReleaseOutcome.Updated(
                            write.update().details(), write.update().previous(), commits, files)));
        }
        return new Plan.Answer<>(
                decision instanceof AutomationDecision.Settled settled
                        ? Optional.of(settled.outcome())
                        : Optional.empty());
    }

    private ReleaseOutcome planned(
            Snapshot seen, AutomationRequest request, AutomationDecision.Write write, ContractReaders reading) {
        return new ReleaseOutcome.Planned(
                write.update().details(),
                write.update().previous(),
                ChangeWriter.files(seen, changes(seen, request, write, reading)));
    }

    private static List<Change> changes(
            Snapshot snapshot, AutomationRequest request, AutomationDecision.Write write, ContractReaders reading) {
        var layout = PlatformView.settings(PlatformView.read(snapshot, reading))
                .orElseThrow()
                .layout();
        var view = EnvironmentView.read(snapshot, layout, request.address(), reading);
        return List.of(ReleaseChange.of(view, request.context(), write.update()));
    }

    private AutomationDecision decide(
            Snapshot snapshot, AutomationRequest request, RegistryAnswers answers, ContractReaders reading) {
        var file = PlatformView.read(snapshot, reading);
        var settings = PlatformView.settings(file);
        if (settings.isEmpty()) {
            var problem = PlatformView.broken(file).orElseThrow();
            var log = new RuleLog();
            log.refuse("platform", PlatformView.PATH + " is broken", problem);
            return new AutomationDecision.Settled(
                    new ReleaseOutcome.Rejected(log.details(request.address(), null), problem));
        }
        var view = EnvironmentView.read(snapshot, settings.get().layout(), request.address(), reading);
        var match = view.validEnvironment()
                .map(environment ->
                        indexes.of(snapshot).match(environment.registry().repository()))
                .orElseGet(() -> Match.of(List.of()));
        return new AutomationRules(view, request, match, answers, settings.get(), clock.instant()).decide();
    }

    /** Empty if the tag moved since the repository was listed: what was listed is worth nothing then. */
    private Optional<RegistryAnswers> answer(RegistryQuestion question, RegistryAnswers answers) {
        if (question instanceof RegistryQuestion.Images images) {
            var wanted = images.wanted();
            var listing = listings.list(List.of(wanted)).get(wanted.repository());
            return Optional.of(answers.with(images, Objects.requireNonNull(listing, "listing")));
        }
        if (question instanceof RegistryQuestion.Age age) {
            return Optional.of(answers.with(age, time(age)));
        }
        var image = (RegistryQuestion.Image) question;
        return registry.resolve(image.repository(), image.tag())
                .match(
                        found -> found.digest().equals(image.digest())
                                ? Optional.of(answers.with(image, found))
                                : Optional.empty(),
                        other -> withoutNoImage(image, answers),
                        unreadable -> withoutNoImage(image, answers),
                        Optional::empty);
    }

    /** Not every registry tells an image from what is none when it lists; or the tag has just moved to such a thing. */
    private Optional<RegistryAnswers> withoutNoImage(RegistryQuestion.Image image, RegistryAnswers answers) {
        var digest = image.digest();
        return registry.resolve(image.repository(), digest)
                .match(
                        found -> Optional.empty(),
                        other ->
                                Optional.of(answers.without(digest, "is no image but " + Quoted.of(other.mediaType()))),
                        unreadable -> Optional.of(answers.without(digest, "has a manifest that " + unreadable.why())),
                        Optional::empty);
    }

    private @Nullable Instant time(RegistryQuestion.Age age) {
        return registry.resolve(age.repository(), age.running())
                .image()
                .flatMap(ImageFacts::orderTime)
                .orElse(null);
    }
}
