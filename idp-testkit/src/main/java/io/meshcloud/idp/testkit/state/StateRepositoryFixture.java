package io.meshcloud.idp.testkit.state;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.Map;

/**
 * A fresh state repository without a commit, two instances of the implementation under test, and somebody else who
 * writes to the branch directly, not through the {@link StateRepository}.
 */
public interface StateRepositoryFixture extends AutoCloseable {
    /** The first instance under test; the same one each time. */
    StateRepository repository();

    /**
     * A second instance on the same branch; the same one each time. It shares nothing with the first but the remote, as
     * in another process: no cache, no memory, no lock. It has not read the branch before a test makes it.
     */
    StateRepository anotherInstance();

    /** Somebody else, {@code Somebody Else <else@example.org>}, commits these files on top of the branch. */
    CommitId foreignCommit(String message, Map<String, Bytes> files);

    /** Somebody else commits the removal of a file. */
    CommitId foreignRemoval(String message, String path);

    /**
     * Somebody else commits a file whose path no {@code StatePath} can name. Does nothing where the store has no such
     * paths.
     */
    void foreignHiddenFile(String message, String path);

    /** Somebody else commits a symbolic link. */
    CommitId foreignLink(String message, String path, String target);

    /** Watches the branch of {@link #repository()}. */
    BranchGuard guard();

    /** Somebody else drops the newest commits of the branch, by a force-push. */
    void foreignRewrite(int dropped);

    /** From now on the first instance cannot reach the repository. */
    void makeUnreachable();

    @Override
    default void close() {}
}
