// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.rollback;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.core.registry.RegistryAnswers;
import io.meshcloud.idp.core.release.Decision;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseCondition;
import io.meshcloud.idp.core.release.ReleaseLoop;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.view.ContractReaders;
import io.meshcloud.idp.core.view.EnvironmentScope;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.core.writer.PendingSnapshot;
import io.meshcloud.idp.core.writer.RequestedChange;
import io.meshcloud.idp.spi.state.StateRepository;
import java.time.Clock;
import java.util.Objects;

/**
 * Goes back to an earlier release of an environment (ADR-004, "Rollback"). History comes from Git alone. A stop, a
 * freeze or a broken {@code platform.yaml} does not block a rollback. Safe for use by many threads.
 */
public final class RollbackService {
    private final ReleaseLoop loop;
    private final StateRepository repository;
    private final PlatformView platform;
    private final Clock clock;

    public RollbackService(ReleaseLoop loop, StateRepository repository, PlatformView platform, Clock clock) {
        this.loop = Objects.requireNonNull(loop, "loop");
        this.repository = Objects.requireNonNull(repository, "repository");
        this.platform = Objects.requireNonNull(platform, "platform");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * @throws io.meshcloud.idp.contract.problem.IdpException when Git cannot be used; an unreachable registry is a
     *     warning only, because the digest was verified when it was released
     */
    public ReleaseOutcome rollback(RollbackRequest request) {
        return loop.run(new RollbackDecider(request));
    }

    private static RequestedChange requested(RollbackRequest request) {
        var requested = RequestedChange.of(Action.ROLL_BACK, request.address(), request.context())
                .differing(attempt -> attempt.optionalReleased()
                        .flatMap(ImageReference::optionalDigest)
                        .filter(digest -> !request.target().mayName(digest))
                        .map(digest -> "this request goes back to another image than " + digest));
        // If the named image runs already, the rollback holds the environment and does no more.
        return request.hold() && !request.target().equals(RollbackTarget.before())
                ? requested.orElse(Action.HOLD)
                : requested;
    }

    /** One request and the state of its decision. */
    private final class RollbackDecider extends ReleaseLoop.Decider {
        private final RollbackRequest request;

        RollbackDecider(RollbackRequest request) {
            super(requested(request));
            this.request = request;
        }

        @Override
        protected Decision decide(PendingSnapshot snapshot, RegistryAnswers answers) {
            var scope = scope(snapshot);
            var view = scope.view();
            if (snapshot.isChanged(view.releasePath())) {
                // History does not contain queued changes, so a release that is queued before this rollback would be
                // overlooked.
                return new Decision.Later();
            }
            return new RollbackRules(view, request, scope.platform(), scope.platformBroken(), clock.instant())
                    .decide(
                            () -> new RollbackSearch(repository, snapshot.base(), view.releasePath())
                                    .find(request.target()),
                            answers)
                    .explained(loop.writer()::history, scope, request.context().caller());
        }

        private EnvironmentScope scope(PendingSnapshot snapshot) {
            return EnvironmentScope.readWithLastSettings(platform, snapshot, address(), ContractReaders.UNCACHED);
        }

        /** Whatever its target is, a rollback replaces the image that ran when its caller asked. */
        @Override
        protected ReleaseCondition bind(PendingSnapshot first) {
            var seen = ExpectedCurrent.of(scope(first).view());
            return snapshot -> seen.refusal(scope(snapshot).view());
        }
    }
}
