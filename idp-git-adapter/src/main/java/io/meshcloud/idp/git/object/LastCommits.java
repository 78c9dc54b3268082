// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectId;

/** The ids of the commits that this process made last, whether their push succeeded or not. Thread-safe. */
public final class LastCommits {
    /** More than one push contains, so that a request finds the commits of its own push. */
    private static final int MAX_COMMITS = 4000;

    private final Deque<ObjectId> inOrder = new ArrayDeque<>();
    private final Set<ObjectId> ids = new HashSet<>();

    public synchronized void add(NewCommits commits) {
        for (var id : commits.ids()) {
            if (ids.add(id)) {
                inOrder.add(id);
            }
        }
        while (inOrder.size() > MAX_COMMITS) {
            ids.remove(inOrder.remove());
        }
    }

    public synchronized boolean contains(AnyObjectId id) {
        return ids.contains(id.toObjectId());
    }
}
