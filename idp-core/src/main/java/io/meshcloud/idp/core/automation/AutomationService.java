// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.core.history.PastReleases;
import io.meshcloud.idp.core.image.CurrentRelease;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.index.Match;
import io.meshcloud.idp.core.registry.RegistryAnswers;
import io.meshcloud.idp.core.registry.RegistryQuestion;
import io.meshcloud.idp.core.release.Decision;
import io.meshcloud.idp.core.release.ReleaseLoop;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.RuleLog;
import io.meshcloud.idp.core.view.ContractReaders;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.RequestedChange;
import io.meshcloud.idp.spi.registry.ImageListing;
import io.meshcloud.idp.spi.registry.Listing;
import io.meshcloud.idp.spi.state.Snapshot;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Releases the newest image of an environment's repository, if the rules allow it (ADR-004, "Release Controller").
 * Events and the poll use the same steps, because the registry is the source of truth. Safe for use by many threads.
 */
public final class AutomationService {
    private final ReleaseLoop loop;
    private final EnvironmentIndexes indexes;
    private final PlatformView platform;
    private final Clock clock;

    public AutomationService(ReleaseLoop loop, EnvironmentIndexes indexes, PlatformView platform, Clock clock) {
        this.loop = Objects.requireNonNull(loop, "loop");
        this.indexes = Objects.requireNonNull(indexes, "indexes");
        this.platform = Objects.requireNonNull(platform, "platform");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * Lists the repository and decides.
     *
     * @throws IdpException when Git or the registry cannot be used
     */
    public ReleaseOutcome update(AutomationRequest request) {
        return loop.run(decider(request, new StoppableWork()));
    }

    /**
     * Decides without writing, and says what automation decides about each tag.
     *
     * @param request of a dry run
     * @param everyTag whether to list also the tags that the platform excludes, and also if automation is off or held
     *     here
     * @throws IdpException if the viewer may not see the environment; when Git or the registry cannot be used
     */
    ImageOverview overview(AutomationRequest request, boolean everyTag) {
        if (!request.context().dryRun()) {
            throw new IllegalArgumentException("an overview writes nothing");
        }
        var decider = decider(request, new StoppableWork());
        var snapshot = loop.writer().fetch();
        EnvironmentScope.requireVisible(
                platform, snapshot, request.address(), request.viewer(), loop.writer()::history);
        if (!everyTag && decider.decide(snapshot, RegistryAnswers.NONE) instanceof Decision.Answer answer) {
            return ImageOverview.without(answer.outcome());
        }
        return EnvironmentScope.read(platform, PendingSnapshot.of(snapshot), request.address(), decider.reading)
                .match(
                        scope -> scope.view()
                                .validEnvironment()
                                .map(environment -> overview(decider, snapshot, scope, environment, everyTag))
                                .orElseGet(
                                        () -> ImageOverview.without(loop.run(decider, snapshot, RegistryAnswers.NONE))),
                        broken -> ImageOverview.without(loop.run(decider, snapshot, RegistryAnswers.NONE)));
    }

    private ImageOverview overview(
            AutomationDecider decider,
            Snapshot snapshot,
            EnvironmentScope scope,
            AppEnvironment environment,
            boolean everyTag) {
        var rule = scope.platform().imageRule(scope.view().address(), environment);
        var current = CurrentRelease.of(scope.view(), environment, scope.platform());
        var images = RegistryQuestion.Images.of(environment, rule, current);
        var every = new RegistryQuestion.Images(
                new ImageListing.Wanted(images.repository(), everyTag ? null : rule.tags()).forPeople(), current);
        var running = current.digest().map(digest -> new RegistryQuestion.Running(images.repository(), digest));
        var asked = loop.ask(Stream.concat(Stream.of(every), running.stream()).toList());
        var listing = known(asked.listing(every).orElseThrow());
        var eligible = only(images.wanted(), listing);
        var answers = asked.with(images, eligible);
        var rules = decider.rules(scope, PendingSnapshot.of(snapshot), answers);
        var selection = rules.selection(environment, images, eligible);
        return new ImageOverview(
                loop.run(decider, snapshot, answers),
                new ImageOverview.Order(images.repository(), rule, selection.seen()),
                selection.judge(listing).stream()
                        .sorted(JudgedImage.BY_INTEREST)
                        .toList(),
                listing.unusable());
    }

    private static Listing.Known known(Listing listing) {
        return listing.match(known -> known, unavailable -> {
            throw unavailable.problem().asException();
        });
    }

    /** The listing that automation asks for. */
    private static Listing.Known only(ImageListing.Wanted wanted, Listing.Known listing) {
        var images = listing.images().stream()
                .filter(image -> wanted.isOfInterest(image.tag()))
                .toList();
        return new Listing.Known(
                listing.order(),
                images,
                listing.unusable().stream()
                        .filter(unusable -> wanted.isOfInterest(unusable.tag()))
                        .toList(),
                listing.excluded() + listing.images().size() - images.size(),
                listing.notes());
    }

    /**
     * A request of a poll, which may be decided several times: it parses an unchanged file once.
     *
     * @param work the poll
     */
    AutomationDecider decider(AutomationRequest request, StoppableWork work) {
        return new AutomationDecider(request, work);
    }

    /** The environments that track a repository. */
    Match match(Snapshot snapshot, ImageRepository repository) {
        return indexes.of(snapshot).match(repository);
    }

    /** One request and the state of its decision. For one thread at a time. */
    final class AutomationDecider extends ReleaseLoop.Decider {
        private final AutomationRequest request;
        private final StoppableWork work;
        private final ContractReaders reading = ContractReaders.caching();
        private final PastReleases past = new PastReleases(loop.writer()::history, loop.writer()::isOwn);

        private AutomationDecider(AutomationRequest request, StoppableWork work) {
            super(RequestedChange.of(Action.RELEASE, request.address(), request.context()));
            this.request = request;
            this.work = work;
        }

        @Override
        protected RegistryAnswers await(Supplier<RegistryAnswers> answers) {
            return work.await(answers);
        }

        /** The decision with these answers; it may be a question. */
        Decision decide(Snapshot snapshot, RegistryAnswers answers) {
            return decide(PendingSnapshot.of(snapshot), answers);
        }

        /** The same as {@link AutomationService#update} with a listing that was taken after this snapshot. */
        ReleaseOutcome update(Snapshot seen, RegistryAnswers listed) {
            return loop.run(this, seen, listed);
        }

        @Override
        protected Decision decide(PendingSnapshot snapshot, RegistryAnswers answers) {
            return EnvironmentScope.read(platform, snapshot, address(), reading)
                    .match(
                            scope -> decide(scope, snapshot, answers),
                            broken -> RuleLog.platformBroken(address(), broken));
        }

        private Decision decide(EnvironmentScope scope, PendingSnapshot snapshot, RegistryAnswers answers) {
            return rules(scope, snapshot, answers).decide();
        }

        AutomationRules rules(EnvironmentScope scope, PendingSnapshot snapshot, RegistryAnswers answers) {
            var view = scope.view();
            var match = view.validEnvironment()
                    .map(environment -> match(snapshot, environment.registry().repository()))
                    .orElseGet(() -> Match.of(List.of()));
            return new AutomationRules(scope, request, match, answers, past, clock.instant());
        }
    }
}
