// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

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

    /** The decision without the registry: an answer, or a question for the images of a repository. */
    Decision look(AutomationRequest request, Snapshot seen) {
        return new Subject(request).decide(PendingSnapshot.of(seen), RegistryAnswers.NONE);
    }

    /** The same as {@link #update(AutomationRequest)} with a listing that was taken after this snapshot. */
    ReleaseOutcome update(AutomationRequest request, Snapshot seen, RegistryAnswers listed) {
        return loop.run(new Subject(request), seen, listed);
    }

    /** One request and the state of its decision. */
    private final class Subject extends ReleaseLoop.Subject {
        private final AutomationRequest request;
        private final ContractReaders reading = ContractReaders.caching();
        private final PastReleases past = new PastReleases(loop.writer()::history);

        Subject(AutomationRequest request) {
            super(request.address(), request.context());
            this.request = request;
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
                    .map(environment ->
                            indexes.of(snapshot).match(environment.registry().repository()))
                    .orElseGet(() -> Match.of(List.of()));
            return new AutomationRules(scope, request, match, answers, past, clock.instant()).decide();
        }
    }
}
