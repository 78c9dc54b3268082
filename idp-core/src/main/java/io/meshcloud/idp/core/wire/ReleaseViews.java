// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.wire;

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

    static ReleaseResult of(ReleaseOutcome outcome) {
        return outcome.match(new ReleaseOutcome.Cases<>(
                it -> result(ReleaseResult.Status.UPDATED, it, it.previous(), it.commits(), null, null, it.files()),
                it -> result(ReleaseResult.Status.UNCHANGED, it, null, List.of(), why(it), null, List.of()),
                it -> result(ReleaseResult.Status.REJECTED, it, null, List.of(), null, it.problem(), List.of()),
                it -> result(ReleaseResult.Status.HELD, it, null, List.of(), it.why(), null, List.of()),
                it -> result(ReleaseResult.Status.PLANNED, it, it.previous(), List.of(), null, null, it.files())));
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
            @Nullable String note,
            @Nullable Problem problem,
            List<FileChange> files) {
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
                        .toList());
    }
}
