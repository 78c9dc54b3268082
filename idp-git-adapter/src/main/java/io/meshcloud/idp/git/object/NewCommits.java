// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import java.time.Instant;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;

/**
 * New commits, not stored in any repository yet.
 *
 * @param ids each the parent of the next; at least one
 * @param at their time
 * @param objects the commits and all objects that are new in them
 */
public record NewCommits(List<ObjectId> ids, Instant at, NewObjects objects) {
    public NewCommits {
        ids = List.copyOf(ids);
    }

    public ObjectId tip() {
        return ids.get(ids.size() - 1);
    }
}
