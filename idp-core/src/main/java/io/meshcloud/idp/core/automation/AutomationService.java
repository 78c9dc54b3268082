// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.core.index.EnvironmentIndexes;
import io.meshcloud.idp.core.index.Match;
import io.meshcloud.idp.core.release.Decision;
import io.meshcloud.idp.core.release.PastReleases;
import io.meshcloud.idp.core.release.RegistryAnswers;
import io.meshcloud.idp.core.release.ReleaseLoop;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.RuleLog;
import io.meshcloud.idp.core.view.ContractReaders;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.spi.state.Snapshot;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

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
     * @throws io.meshcloud.idp.contract.problem.IdpException when Git or the registry cannot be used
     */
    public ReleaseOutcome update(AutomationRequest request) {
        return loop.run(new Subject(request));
    }

    /** A request of a poll, which may be decided several times: it parses an unchanged file once. */
    Subject subject(AutomationRequest request) {
        return new Subject(request);
    }

    /** The environments that track a repository. */
    Match match(Snapshot snapshot, ImageRepository repository) {
        return indexes.of(snapshot).match(repository);
    }

    /** One request and the state of its decision. For one thread at a time. */
    final class Subject extends ReleaseLoop.Subject {
        private final AutomationRequest request;
        private final ContractReaders reading = ContractReaders.caching();
        private final PastReleases past = new PastReleases(loop.writer()::history);

        private Subject(AutomationRequest request) {
            super(request.address(), request.context());
            this.request = request;
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
            var view = scope.view();
            var match = view.validEnvironment()
                    .map(environment -> match(snapshot, environment.registry().repository()))
                    .orElseGet(() -> Match.of(List.of()));
            return new AutomationRules(scope, request, match, answers, past, clock.instant()).decide();
        }
    }
}
