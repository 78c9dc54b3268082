// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.push;

import io.meshcloud.idp.git.object.NewCommits;
import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;

/** A way to push. The remote compares and swaps. Thread-safe. */
@FunctionalInterface
public interface Push {
    /**
     * Repeating a push with the same commits is safe: their ids are the same, so they are on the branch once or not at
     * all.
     *
     * @param expected the expected commit of the branch; the zero id if the branch must not exist
     * @throws IOException if the cache is damaged and nothing was sent
     * @throws io.meshcloud.idp.contract.problem.IdpException if the remote is unreachable or denies access; nothing was
     *     sent
     */
    PushAnswer push(String ref, ObjectId expected, NewCommits commits) throws IOException;
}
