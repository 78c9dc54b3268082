// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.problem.Problem;
import java.time.Instant;
import java.util.List;

/**
 * One commit of the branch, for an audit. A record may be used only during its visit, on the visiting thread.
 *
 * <p>Note: each method reads what it returns when it is called, so skipping a commit is cheap.
 */
public interface CommitRecord {
    CommitId id();

    /** None for a first commit, several for a merge. */
    List<CommitId> parents();

    CommitIdentity author();

    CommitIdentity committer();

    /** The committer's time. */
    Instant committedAt();

    /** The whole message. */
    String message();

    /**
     * The files whose contents, kind or mode the commit changed, compared with its only parent, or with nothing for a
     * first commit. A merge does not change a file if it takes the file from one parent, and every other parent has the
     * same file or has not changed it since their common ancestor.
     */
    List<ChangedFile> changes();

    /**
     * What keeps an audit from reading this commit: a folder that breaks the rules of the format, for example with two
     * entries of one name, or more files and folders than are read. If there is a defect, {@link #changes()} and
     * {@link #read} may throw it.
     *
     * @return problems with the codes {@code MALFORMED_OBJECT} and {@code GIT_LIMIT_EXCEEDED}; none for a store that
     *     cannot contain such a commit
     */
    default List<Problem> defects() {
        return List.of();
    }

    /** What is at a path after this commit; see {@link Snapshot#read}. */
    StateFile read(StatePath path);

    /**
     * The result of checking its signature. It is checked only if the repository is configured with allowed signers.
     */
    CommitSignature signature();
}
