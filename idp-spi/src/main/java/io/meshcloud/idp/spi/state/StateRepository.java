// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.state;

import io.meshcloud.idp.contract.address.StatePath;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The GitOps State Repository: one branch of one repository, the only durable state (ADR-004, "Architecture Overview").
 * Safe for use by many threads of one instance, and by many instances and processes that write to the same branch.
 *
 * <p>A snapshot belongs to the instance that returned it. Every method that is given a snapshot of another instance
 * throws an {@link IllegalArgumentException}.
 *
 * <p>When the repository cannot be reached or denies access, {@link #snapshot} and {@link #commit} throw an
 * {@link io.meshcloud.idp.contract.problem.IdpException}; its problem says whether to try again. The methods that read
 * from a given snapshot may throw it too, because an implementation need not have stored the whole snapshot.
 *
 * <p>Visitors are called on the calling thread. What a visitor throws ends the walk and reaches the caller.
 */
public interface StateRepository {

    /** The branch as it is now. Each call asks the remote. */
    Snapshot snapshot();

    /**
     * Puts one commit for each change on the branch, in the order of the list, if the branch is still at the commit of
     * {@code base}. All or nothing: either all commits are on the branch, or none is. The comparison and the swap are
     * one step at the remote. It compares the commit of {@code base} with that of the branch, not the contents; a base
     * without a commit is equal to a branch that does not exist.
     *
     * <p>The first change applies to the tree of {@code base}, each further change to the tree after the previous one.
     * A change without edits, or with edits that change nothing, becomes a commit, too.
     *
     * <p>Note: in Git, commits that are equal in every byte are one commit. Two callers that commit the same edits with
     * the same message, committer and time on one base may therefore both get {@link CommitResult.Committed}. The
     * request id in the message of each change keeps the commits of two requests apart.
     *
     * <p>After {@link CommitResult.Committed} all changes are on the branch. After {@link CommitResult.Conflict} none
     * is: decide again on a new snapshot. After an exception none is, except after the problem {@code OUTCOME_UNKNOWN}:
     * look at a new snapshot before trying again. If a change cannot be applied and the branch has moved as well,
     * either the exception or the conflict is correct.
     *
     * <p>Note: an answer that is lost on the way is looked up at the remote before this method returns, and
     * {@code OUTCOME_UNKNOWN} is thrown only where that fails too. Losing an answer needs a broken transport, so the
     * tests of each adapter check this.
     *
     * @param base a snapshot that this instance returned
     * @param changes at least one
     * @throws IllegalArgumentException if {@code changes} is empty
     * @throws io.meshcloud.idp.contract.problem.IdpException {@code NOT_A_REGULAR_FILE} if an edit's path is a folder,
     *     or is below something that is not a folder; also as described above
     */
    CommitResult commit(Snapshot base, List<Change> changes);

    /**
     * Walks the commits reachable from a snapshot that changed what is at a path, newest first. A merge counts only if
     * what is there differs from every parent. Where a merge kept what its first parent has there, the commits of its
     * other parents do not count. Normally their versions were never on the branch, as after {@code git merge -s ours}.
     * A person who pulls, keeps their own version in a conflict and pushes takes the versions of the branch out of this
     * history, too. A folder changes with everything below it. The walk stops when the visitor returns {@code false}.
     */
    void history(Snapshot from, StatePath path, Predicate<FileRevision> visitor);

    /**
     * The part of {@link #history} that comes after a commit, which need not have changed what is at the path.
     *
     * <p>Note: the commits before that one are not read, so a page deep in history costs little more than the first.
     *
     * @param after a commit in the history of {@code from}; nothing is visited if it is not
     */
    void historyAfter(Snapshot from, CommitId after, StatePath path, Predicate<FileRevision> visitor);

    /**
     * Walks every commit reachable from a snapshot, newest first, including those that change no file. The walk stops
     * when the visitor returns {@code false}.
     *
     * <p>Note: the walk may cover the whole of a long history; memory does not grow with what the commits contain.
     *
     * @param since a commit in the history of {@code from}: it and what is reachable from it are omitted; absent for
     *     all
     */
    void commits(Snapshot from, @Nullable CommitId since, Predicate<CommitRecord> visitor);

    /**
     * Whether the platform wrote a commit: this instance made it recently; or its author and committer are those of the
     * commits that this instance makes, it has trailers, and where allowed signers are configured, one of them signed
     * it. Git checks no names, so without signers anyone who can push can write such a commit.
     *
     * @param commit a commit in the history of {@code from}
     * @return false also for a commit of another process of the platform with another name, without a signature, or
     *     with a key that is no longer allowed
     */
    boolean isOwn(Snapshot from, CommitId commit);

    /**
     * An older state of the branch, by a commit's full id or by its first digits, at least four.
     *
     * @return empty if {@code commit} names no commit in the history of {@code from}
     * @throws io.meshcloud.idp.contract.problem.IdpException {@code AMBIGUOUS_COMMIT} if several commits in the history
     *     of {@code from} begin with these digits
     */
    Optional<Snapshot> at(Snapshot from, String commit);

    /**
     * The paths with this file name at which two states differ: an entry was added, removed or replaced by another one,
     * see {@link Snapshot#find}. The order of the two states does not matter.
     *
     * <p>Note: the cost grows with the difference, not with the size of the repository.
     *
     * @param from any state that this instance returned, whether or not it is in the history of {@code to}
     * @return in byte order; empty if {@code from} is no longer stored, for example after a force-push, or if the two
     *     states differ in so many folders that searching both is faster
     */
    Optional<List<StatePath>> changed(Snapshot from, Snapshot to, String fileName);
}
