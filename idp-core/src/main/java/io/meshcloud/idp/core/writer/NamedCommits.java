// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.core.history.OwnHistory.Candidate;
import io.meshcloud.idp.spi.caller.RequestId;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the commits whose messages name a request id. Anybody may have written them. An implementation may remember
 * recent commits and ask another one for the others.
 */
@FunctionalInterface
interface NamedCommits {
    /**
     * @param since a commit in the history of {@code from}, which is not searched again; absent for a first search
     * @param place a file or folder whose history is searched further back than that of the branch
     * @param enough how many commits are enough
     * @return newest first
     */
    List<Candidate<CommitMessage>> find(
            Snapshot from, @Nullable CommitId since, StatePath place, RequestId id, int enough);
}
