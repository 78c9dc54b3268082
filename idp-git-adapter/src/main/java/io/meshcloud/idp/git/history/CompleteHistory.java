// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.history;

import java.io.IOException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Prevents a walk from reporting a part of history as the whole history. In a shallow cache JGit shows the last commits
 * that are there as if they had no parents. Another thread or process may recreate the cache, which then is shallow,
 * during a walk.
 */
final class CompleteHistory {
    private CompleteHistory() {}

    /**
     * Requires that all parents of a commit of a walk are in the cache. Call it before the commit is visited.
     *
     * @throws IOException if the cache is shallow
     */
    static void require(ObjectReader reader, RevCommit commit) throws IOException {
        if (commit.getParentCount() == 0
                && RevCommit.parse(reader.open(commit, Constants.OBJ_COMMIT).getCachedBytes())
                                .getParentCount()
                        > 0) {
            throw new IOException("the history in the cache ends at " + commit.name());
        }
    }
}
