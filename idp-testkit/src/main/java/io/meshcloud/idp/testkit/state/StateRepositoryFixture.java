package io.meshcloud.idp.testkit.state;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.state.BranchGuard;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.StateRepository;
import java.util.Map;

/**
 * A fresh state repository without a commit, and somebody else who writes to it. What somebody else does goes past the
 * {@link StateRepository} under test, straight to where its branch lives.
 */
public interface StateRepositoryFixture extends AutoCloseable {
    /** The one under test; the same one each time. */
    StateRepository repository();

    /** Somebody else, {@code Somebody Else <else@example.org>}, commits these files on top of the branch. */
    CommitId foreignCommit(String message, Map<String, Bytes> files);

    /** Somebody else commits the removal of a file. */
    CommitId foreignRemoval(String message, String path);

    /** Somebody else commits a symbolic link. */
    CommitId foreignLink(String message, String path, String target);

    /** Watches the branch of {@link #repository()}. */
    BranchGuard guard();

    /** Somebody else drops the newest commits of the branch, by a force-push. */
    void foreignRewrite(int dropped);

    @Override
    default void close() {}
}
