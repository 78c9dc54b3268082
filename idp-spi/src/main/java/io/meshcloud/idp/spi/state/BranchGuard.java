// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.commit.CommitMessage;
import java.util.Optional;

/**
 * Notices that the branch of a {@link StateRepository} was rewritten. Releases are audited in its history and rolled
 * back to it. So a branch whose history lacks the tip that was seen last is neither read for a decision nor written
 * until the platform accepts it. Safe for use by many threads.
 *
 * <p>Until then {@link StateRepository#snapshot()} throws the problem {@code BRANCH_REWRITTEN}, and
 * {@link StateRepository#commit} on a snapshot from before writes nothing: it throws the same or returns a conflict.
 *
 * <p>The tip that was seen last is remembered by each instance or machine, not in the repository. An instance that has
 * never seen the branch has nothing to compare and does not notice. The acceptance is a commit on the branch itself, so
 * every other instance finds it and continues.
 */
public interface BranchGuard {

    /**
     * The tip of the branch as it is now, accepted or not. Each call asks the remote. Show the tip to the person who is
     * to accept it; never use it for another decision.
     *
     * @return empty if there is no branch
     */
    Optional<BranchTip> look();

    /**
     * The commit by which the platform accepted a tip.
     *
     * @param tip a tip that this guard returned
     * @param revision the id of the accepted commit or of the acceptance itself, full or abbreviated
     * @return empty if no acceptance of that commit is in the tip's history
     */
    Optional<CommitId> acceptance(BranchTip tip, String revision);

    /**
     * Whether the tip is a reviewed commit, or has only commits of the platform on top of it. Writers that never saw
     * the branch before do not notice a rewrite and keep writing; their commits need no review.
     *
     * <p>Note: a commit counts as the platform's if it has its name and its trailers. Everybody who may push can write
     * such a commit, as well as an acceptance.
     *
     * @param tip a tip that this guard returned
     * @param revision the id of the reviewed commit, full or abbreviated
     */
    default boolean addsOnlyOwnCommits(BranchTip tip, String revision) {
        return tip.commit().value().startsWith(revision);
    }

    /**
     * Accepts the tip by an empty commit on top of it. It compares and swaps as {@link StateRepository#commit} does: if
     * the branch has moved since, the result is a conflict and nothing is accepted.
     *
     * @param message with the action {@code accept-rewrite}
     */
    CommitResult accept(BranchTip tip, CommitMessage message);
}
