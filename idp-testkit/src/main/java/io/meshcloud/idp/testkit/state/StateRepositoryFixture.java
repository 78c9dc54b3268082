// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.state;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.Map;

/**
 * A fresh state repository without a commit, two instances of the implementation under test, and another author who
 * writes to the branch directly, not through the {@link StateRepository}.
 */
public interface StateRepositoryFixture extends AutoCloseable {
    /** The first instance under test; the same one each time. */
    StateRepository repository();

    /**
     * A second instance on the same branch; the same one each time. It shares only the remote with the first, as in
     * another process: no cache, no memory, no lock. It has not read the branch until a test lets it.
     */
    StateRepository anotherInstance();

    /** Another author, {@code Somebody Else <else@example.org>}, commits these files on top of the branch. */
    CommitId foreignCommit(String message, Map<String, Bytes> files);

    /** Another author commits the removal of a file. */
    CommitId foreignRemoval(String message, String path);

    /**
     * Another author commits a file whose path no {@code StatePath} can name. Does nothing if the store has no such
     * paths.
     */
    void foreignHiddenFile(String message, String path);

    /** Another author commits a symbolic link. */
    CommitId foreignLink(String message, String path, String target);

    /** The guard of the branch of {@link #repository()}. */
    BranchGuard guard();

    /** Another author drops the newest commits of the branch, by a force-push. */
    void foreignRewrite(int dropped);

    /** From now on the first instance cannot reach the repository. */
    void makeUnreachable();

    @Override
    default void close() {}
}
