package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.address.StatePath;
import java.time.Instant;
import java.util.List;

/**
 * One commit of the branch as an audit sees it. Everything behind a method is read when it is asked for, so it costs
 * little to pass over a commit; therefore a record may be asked only during the visit that it is given to, and on that
 * thread.
 */
public interface CommitRecord {
    CommitId id();

    /** Empty for a first commit, several for a merge. */
    List<CommitId> parents();

    CommitIdentity author();

    CommitIdentity committer();

    /** The committer's time. */
    Instant committedAt();

    /** The whole message. */
    String message();

    /**
     * The files that the commit changed: contents, kind or mode. Compared with its only parent, or with nothing if it is
     * a first commit. A merge changes what is not the version of one of its parents that the others left alone: what each
     * of them still has as it was where they parted, or has alike.
     */
    List<ChangedFile> changes();

    /** What lies at a path after this commit; see {@link Snapshot#read}. */
    StateFile read(StatePath path);

    /** What its signature is worth. It is checked only where the repository was told who may sign. */
    CommitSignature signature();
}
