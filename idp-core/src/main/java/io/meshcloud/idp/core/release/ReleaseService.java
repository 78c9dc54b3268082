// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.release;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.core.history.PastReleases;
import io.meshcloud.idp.core.registry.RegistryAnswers;
import io.meshcloud.idp.core.view.ContractReaders;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.spi.registry.ImageRegistry;
import java.time.Clock;
import java.util.Objects;

/**
 * Releases an image to an environment: one commit that touches its {@code release.yaml} and nothing else, or a refusal
 * that says why (ADR-004, "Release"). A second release of the same digest changes nothing. Safe for use by many
 * threads.
 */
public final class ReleaseService {
    private final ReleaseLoop loop;
    private final PlatformView platform;
    private final Clock clock;

    public ReleaseService(ReleaseLoop loop, PlatformView platform, Clock clock) {
        this.loop = Objects.requireNonNull(loop, "loop");
        this.platform = Objects.requireNonNull(platform, "platform");
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

    /** The same for a caller who saw a state before, under the condition that it still is as they saw it. */
    public ReleaseOutcome release(ReleaseRequest request, ReleaseCondition condition) {
        return loop.run(new ReleaseDecider(request, condition));
    }

    /**
     * Decides only and writes nothing.
     *
     * @param registry used instead of the real registry, for example the registry as it will be after a copy
     */
    public ReleaseOutcome foresee(ReleaseRequest request, ImageRegistry registry) {
        return loop.with(registry).run(new ReleaseDecider(request.asDryRun(), ReleaseCondition.NONE));
    }

    /** One request and the state of its decision. */
    private final class ReleaseDecider extends ReleaseLoop.Decider {
        private final ReleaseRequest request;
        private final ReleaseCondition condition;
        private final ContractReaders reading = ContractReaders.caching();
        private final PastReleases past = new PastReleases(loop.writer()::history, loop.writer()::isOwn);

        ReleaseDecider(ReleaseRequest request, ReleaseCondition condition) {
            super(RepeatedRelease.of(request));
            this.request = request;
            this.condition = condition;
        }

        @Override
        protected boolean needsFetch() {
            return false;
        }

        @Override
        protected Decision decide(PendingSnapshot snapshot, RegistryAnswers answers) {
            return EnvironmentScope.read(platform, snapshot, address(), reading)
                    .match(
                            scope -> ReleaseRules.decide(scope, request, answers, past, clock.instant())
                                    .explained(
                                            loop.writer()::history,
                                            scope,
                                            request.context().caller()),
                            broken -> RuleLog.platformBroken(
                                    address(),
                                    request.context()
                                            .caller()
                                            .refusal(Action.RELEASE, address())
                                            .orElse(broken)));
        }

        @Override
        protected ReleaseCondition bind(PendingSnapshot first) {
            return condition;
        }
    }
}
