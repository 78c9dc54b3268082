// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.rewrite;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.contract.text.Ascii;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.core.outcome.Warning;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.BranchTip;
import io.meshcloud.idp.spi.state.CommitResult;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Accepts a branch that was rewritten (force-pushed). The platform names the commit that it reviewed; a tip with
 * commits of others on top of it is refused.
 */
public final class RewriteService {
    private static final int MIN_REVISION = 7;
    private static final int MAX_REVISION = 64;
    /** The number of attempts while other writers of the platform are faster. */
    private static final int MAX_ATTEMPTS = 10;

    private static final String SUBJECT = "branch";

    private final BranchGuard guard;

    public RewriteService(BranchGuard guard) {
        this.guard = Objects.requireNonNull(guard, "guard");
    }

    /**
     * Writes one empty commit on top of the tip. Unchanged if that tip was accepted before.
     *
     * @param revision the id of the reviewed commit, or at least its first seven digits: the tip, or a commit with only
     *     the platform's own commits on top of it
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#NOT_THE_TIP} if other commits are on
     *     top of it; {@link ProblemCode#USAGE} if {@code revision} is not a commit id; any problem of the guard
     */
    public ChangeOutcome accept(String revision, RequestContext context) {
        var refusal = context.caller().platformRefusal(Action.ACCEPT_REWRITE);
        if (refusal.isPresent()) {
            return new ChangeOutcome.Rejected(SUBJECT, refusal.get(), List.of());
        }
        var wanted = revision.toLowerCase(Locale.ROOT);
        boolean isRevision = wanted.length() >= MIN_REVISION
                && wanted.length() <= MAX_REVISION
                && Ascii.consistsOf(wanted, Ascii::isLowerCaseHex);
        if (!isRevision) {
            throw notACommitId(revision).asException();
        }
        for (int attempt = 1; ; attempt++) {
            var tip = guard.look().orElseThrow(() -> noBranch(revision).asException());
            var before = guard.acceptance(tip, wanted);
            // A branch that was reset to a commit accepted earlier counts as rewritten, too.
            if (before.isPresent() && tip.optionalPrevious().isEmpty()) {
                return new ChangeOutcome.Unchanged(
                        SUBJECT, "the tip was accepted already, by commit " + before.get(), List.of());
            }
            if (!guard.addsOnlyOwnCommits(tip, wanted)) {
                throw notTheTip(revision, tip.commit().value()).asException();
            }
            var outcome = accept(tip, context);
            if (outcome.isPresent()) {
                return outcome.get();
            }
            if (attempt == MAX_ATTEMPTS) {
                throw notTheTip(revision, tip.commit().value()).asException();
            }
        }
    }

    /** Empty if the branch has moved since the look. */
    private Optional<ChangeOutcome> accept(BranchTip tip, RequestContext context) {
        var warnings = tip.optionalPrevious().isPresent()
                ? List.<Warning>of()
                : List.of(Warning.of("as far as this machine has seen the branch, no commit is missing from it"));
        if (context.dryRun()) {
            return Optional.of(new ChangeOutcome.Planned(subject(tip), List.of(), warnings));
        }
        return guard.accept(tip, message(tip, context)) instanceof CommitResult.Committed committed
                ? Optional.of(new ChangeOutcome.Changed(
                        subject(tip), committed.commits(), committed.at(), List.of(), warnings))
                : Optional.empty();
    }

    private static String subject(BranchTip tip) {
        return SUBJECT + " at " + tip.commit().abbreviated()
                + tip.optionalPrevious()
                        .map(previous -> ", which was at " + previous.abbreviated())
                        .orElse("");
    }

    private static CommitMessage message(BranchTip tip, RequestContext context) {
        var more = new HashMap<TrailerKey, String>();
        tip.optionalPrevious().ifPresent(previous -> more.put(TrailerKey.PREVIOUS_TIP, previous.value()));
        return CommitMessages.of(
                Action.ACCEPT_REWRITE, null, "branch at " + tip.commit().abbreviated(), context, more);
    }

    private static Problem notACommitId(String revision) {
        return Problem.of(
                ProblemCode.USAGE,
                Quoted.of(revision) + " is not a commit id",
                "",
                "give at least the first seven digits of the commit that you reviewed on the branch");
    }

    private static Problem noBranch(String revision) {
        return Problem.of(
                ProblemCode.NOT_THE_TIP,
                "the branch has no commit, so it is not at " + Quoted.of(revision),
                SUBJECT,
                "push the state that you want to accept with git first");
    }

    private static Problem notTheTip(String revision, String now) {
        return Problem.of(
                ProblemCode.NOT_THE_TIP,
                "the branch is not at " + Quoted.of(revision) + " but at " + now,
                SUBJECT,
                "review the commits on the branch, and accept its tip");
    }
}
