package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.commit.CommitMessage;
import java.util.Optional;

/**
 * Watches over the branch of a {@link StateRepository}: history is where releases are audited and rolled back to, so a
 * branch whose last seen tip is no longer in its history is not read for a decision and not written, until the platform
 * accepts what lies there now. What was seen is kept beside the repository, on this machine; the acceptance is kept in Git,
 * a commit on the branch itself, so that every other process finds it.
 *
 * <p>While the branch stands rewritten, {@link StateRepository#snapshot()} throws
 * {@link io.meshcloud.idp.contract.problem.ProblemCode#BRANCH_REWRITTEN}. Whoever never saw the branch before has nothing to
 * compare it with and does not notice. Safe for use by many threads.
 */
public interface BranchGuard {

    /**
     * What lies on the branch now, accepted or not: the remote is asked. For the person who is to accept it, never for
     * another decision.
     *
     * @return empty if there is no branch
     */
    Optional<BranchTip> look();

    /**
     * The commit by which the platform accepted a tip.
     *
     * @param tip as this guard told it
     * @param revision the accepted commit's or the acceptance's own id, full or abbreviated
     * @return empty if no acceptance of that commit is in the tip's history
     */
    Optional<CommitId> acceptance(BranchTip tip, String revision);

    /**
     * Accepts the tip, by an empty commit on top of it; compares and swaps on the tip as {@link StateRepository#commit}.
     *
     * @param message names the action {@code accept-rewrite}
     */
    CommitResult accept(BranchTip tip, CommitMessage message);
}
