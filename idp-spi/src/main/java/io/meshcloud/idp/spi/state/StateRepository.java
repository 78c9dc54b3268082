package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.address.StatePath;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The GitOps State Repository: one branch of one repository, the only durable state there is (ADR-004, "Architecture
 * Overview"). Safe for use by many threads and beside other processes.
 *
 * <p>All methods throw an {@link io.meshcloud.idp.contract.problem.IdpException} when the repository cannot be reached
 * or denies us; see the problem for whether to try again.
 */
public interface StateRepository {

    /** The branch as it is now: the remote is asked. */
    Snapshot snapshot();

    /**
     * Puts the changes on the branch, one commit each on top of the other, if the branch still is at the base; all or
     * nothing. The swap happens at the remote and compares the commit of {@code base} (or that there is none).
     *
     * <p>An answer that was lost on the way is looked up before this method answers; only where that fails too, a
     * problem {@code OUTCOME_UNKNOWN} is thrown.
     *
     * @param base a snapshot of this repository
     * @param changes at least one
     */
    CommitResult commit(Snapshot base, List<Change> changes);

    /**
     * Walks the commits reachable from a snapshot that changed what lies at a path, newest first: a merge counts only
     * if what lies there differs from every parent. A folder changes with everything below it. Stops when the visitor
     * answers {@code false}.
     */
    void history(Snapshot from, StatePath path, Predicate<FileRevision> visitor);

    /**
     * The same walk, told only from behind a commit on, which need not have changed what lies at the path. What is passed
     * over is not read, so that a page deep in history costs little more than the first.
     *
     * @param after a commit in the history of {@code from}; nothing is told if it is not
     */
    void historyAfter(Snapshot from, CommitId after, StatePath path, Predicate<FileRevision> visitor);

    /**
     * Walks every commit reachable from a snapshot, newest first, whatever it changed. Stops when the visitor answers
     * {@code false}. The walk is meant for the whole of a long history: memory does not grow with what commits hold.
     *
     * @param since a commit in the history of {@code from}: it and what is reachable from it are left out; absent for all
     */
    void commits(Snapshot from, @Nullable CommitId since, Predicate<CommitRecord> visitor);

    /**
     * An older state of the branch, by a commit's full or unambiguously abbreviated id.
     *
     * @return empty if no commit of that name is in the history of {@code from}
     */
    Optional<Snapshot> at(Snapshot from, String commit);

    /**
     * The paths with this file name at which two states differ: where an entry came, went, or became another. The cost
     * grows with the difference, not with the repository.
     *
     * @param from any state that this repository gave, whether or not it is in the history of {@code to}
     * @return in byte order; empty if {@code from} is no longer at hand, for example after a force-push
     */
    Optional<List<StatePath>> changed(Snapshot from, Snapshot to, String fileName);
}
