// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import io.meshcloud.idp.git.branch.BranchFollower;
import io.meshcloud.idp.git.cache.Cache;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;

/**
 * A look at the remote's branch after a push that was sent: whether its commits are there.
 *
 * @param follower asks the remote
 * @param cache the place to compare histories
 */
record BranchLook(BranchFollower follower, Cache cache) {

    /** What the branch shows. */
    sealed interface Found {}

    /** The commits are on the branch. */
    record OnBranch() implements Found {}

    /** The branch left the expected commit for another one, so this push can never arrive. */
    record MovedOn() implements Found {}

    /**
     * The branch is still at the expected commit.
     *
     * @param again to send the same commits once more, which is safe: their ids are the same, so they are on the branch
     *     once, whichever push arrives first
     */
    record Unmoved(PushPermit again) implements Found {}

    /**
     * Looks.
     *
     * @throws IOException if the cache is damaged
     * @throws io.meshcloud.idp.contract.problem.IdpException if the remote cannot be asked, or its branch was rewritten
     */
    Found at(BranchUpdate update) throws IOException {
        return cache.withLockForChanges(repository -> at(update, repository));
    }

    private Found at(BranchUpdate update, Repository repository) throws IOException {
        var tip = follower.remoteTip(repository, update.ref());
        if (tip.equals(Optional.of(update.tip()))) {
            return new OnBranch();
        }
        if (tip.orElse(ObjectId.zeroId()).equals(update.expected())) {
            return new Unmoved(PushPermit.afterLook());
        }
        var fetched = follower.fetch(
                repository, update.ref(), branches -> branches.tip(Repository.shortenRefName(update.ref())));
        return fetched.isPresent() && Cache.isAncestor(repository, update.tip(), fetched.get())
                ? new OnBranch()
                : new MovedOn();
    }
}
