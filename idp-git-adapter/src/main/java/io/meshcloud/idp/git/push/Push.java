package io.meshcloud.idp.git.push;
import io.meshcloud.idp.git.object.NewCommits;

import java.io.IOException;
import org.eclipse.jgit.lib.ObjectId;

/** A way to ask the remote to move a branch. The remote compares and swaps. Safe for many threads. */
@FunctionalInterface
public interface Push {
    /**
     * Doing it again with the same commits is safe: they keep their names, so they are on the branch once or not at all.
     *
     * @param expected where the branch has to be; the zero id if it is not to be there yet
     * @throws IOException if the cache is damaged and nothing was sent
     * @throws io.meshcloud.idp.contract.problem.IdpException if the remote cannot be reached or denies us; nothing was
     *     sent
     */
    PushAnswer push(String ref, ObjectId expected, NewCommits commits) throws IOException;
}
