// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.wire;

import static io.meshcloud.idp.contract.wire.ReleaseResult.Status.HELD;
import static io.meshcloud.idp.contract.wire.ReleaseResult.Status.PLANNED;
import static io.meshcloud.idp.contract.wire.ReleaseResult.Status.REJECTED;
import static io.meshcloud.idp.contract.wire.ReleaseResult.Status.UNCHANGED;
import static io.meshcloud.idp.contract.wire.ReleaseResult.Status.UPDATED;

import io.meshcloud.idp.contract.image.ImageReference;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.wire.ReleaseResult;
import io.meshcloud.idp.contract.wire.RollbackView;
import io.meshcloud.idp.contract.wire.RuleView;
import io.meshcloud.idp.core.outcome.FileChange;
import io.meshcloud.idp.core.release.AppliedRule;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.RollbackDistance;
import io.meshcloud.idp.spi.state.CommitId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converts the outcome of a release or rollback. */
final class ReleaseViews {
    private ReleaseViews() {}

    static ReleaseResult of(ReleaseOutcome outcome, Views views) {
        return outcome.match(new ReleaseOutcome.Cases<>(
                it -> result(
                        UPDATED, it, it.previous(), it.commits(), Views.time(it.at()), null, null, it.files(), views),
                it -> result(UNCHANGED, it, null, List.of(), views.now(), why(it), null, List.of(), views),
                it -> result(REJECTED, it, null, List.of(), views.now(), null, it.problem(), List.of(), views),
                it -> result(HELD, it, null, List.of(), views.now(), it.why(), null, List.of(), views),
                it -> result(PLANNED, it, it.previous(), List.of(), views.now(), null, null, it.files(), views)));
    }

    private static RollbackView of(RollbackDistance distance) {
        return new RollbackView(distance.releasedAt().toString(), distance.age().toString(), distance.skipped());
    }

    /** The observation of the rule that decided that there is nothing to do. */
    private static String why(ReleaseOutcome.Unchanged outcome) {
        return outcome.trace().stream()
                .filter(rule -> rule.verdict() == AppliedRule.Verdict.UNCHANGED)
                .map(AppliedRule::saw)
                .findFirst()
                .orElse("that digest runs already");
    }

    private static ReleaseResult result(
            ReleaseResult.Status status,
            ReleaseOutcome outcome,
            @Nullable ImageReference previous,
            List<CommitId> commits,
            String at,
            @Nullable String note,
            @Nullable Problem problem,
            List<FileChange> files,
            Views views) {
        return new ReleaseResult(
                status,
                outcome.address().toString(),
                outcome.image().map(ImageReference::toString).orElse(null),
                Views.tag(outcome.image()),
                Views.digest(outcome.image()),
                Views.text(previous),
                outcome.distance().map(ReleaseViews::of).orElse(null),
                Views.commits(commits),
                note,
                Optional.ofNullable(problem).map(Views::of).orElse(null),
                Views.files(files),
                Views.warnings(outcome.warnings()),
                outcome.trace().stream()
                        .map(rule -> new RuleView(
                                rule.rule(), rule.saw(), rule.verdict().word()))
                        .toList(),
                at,
                views.links(commits));
    }
}
