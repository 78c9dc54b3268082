// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.branch;

import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.CommitMessage;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.spi.state.CommitId;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** The empty commits by which the platform accepts a rewritten branch. Their trailers identify them. */
public final class RewriteAcceptance {
    private RewriteAcceptance() {}

    /**
     * Whether the platform accepted a tip whose history lacks a previously seen tip: by an acceptance that names the
     * seen tip, or by one in the history of the new tip only. A copy of an older acceptance, which a rebase creates,
     * does not count: it has the same request id, and, if the seen tip's history is incomplete here, an older author
     * time.
     */
    static boolean covers(Repository cache, ObjectId tip, BranchMemory.SeenTip seen) throws IOException {
        boolean available = cache.getObjectDatabase().has(seen.tip());
        var isNew = isNewTo(cache, tip, seen, available);
        return newest(
                        cache,
                        tip,
                        available ? seen.tip() : null,
                        acceptance -> namesTip(acceptance, seen.tip()) || isNew.test(acceptance))
                .isPresent();
    }

    private static boolean namesTip(RevCommit acceptance, ObjectId seen) {
        return message(acceptance).trailer(TrailerKey.PREVIOUS_TIP).equals(Optional.of(seen.name()));
    }

    private static Predicate<RevCommit> isNewTo(
            Repository cache, ObjectId tip, BranchMemory.SeenTip seen, boolean available) throws IOException {
        if (!available) {
            return acceptance -> writtenAt(acceptance).isAfter(seen.at());
        }
        if (!Unshallow.isComplete(cache, seen.tip())) {
            var time = committedAt(cache, seen.tip());
            return acceptance -> !writtenAt(acceptance).isBefore(time);
        }
        var known = new HashSet<String>();
        newest(cache, seen.tip(), tip, acceptance -> {
            request(acceptance).ifPresent(known::add);
            return false;
        });
        return acceptance -> request(acceptance).filter(known::contains).isEmpty();
    }

    private static Optional<String> request(RevCommit acceptance) {
        return message(acceptance).trailer(TrailerKey.REQUEST_ID);
    }

    private static Instant writtenAt(RevCommit acceptance) {
        return acceptance.getAuthorIdent().getWhenAsInstant();
    }

    private static Instant committedAt(Repository cache, ObjectId commit) throws IOException {
        try (var commits = new RevWalk(cache)) {
            return Instant.ofEpochSecond(commits.parseCommit(commit).getCommitTime());
        }
    }

    /** The acceptance with an abbreviated id, or the acceptance of the commit with that id, in the history of a tip. */
    public static Optional<CommitId> find(Repository cache, ObjectId tip, String revision) throws IOException {
        return newest(
                        cache,
                        tip,
                        null,
                        commit -> commit.name().startsWith(revision)
                                || commit.getParent(0).name().startsWith(revision))
                .map(commit -> CommitId.parse(commit.name()));
    }

    /** The newest acceptance that matches, in the history of one tip and not of the other. */
    private static Optional<RevCommit> newest(
            Repository cache, ObjectId tip, @Nullable ObjectId without, Predicate<RevCommit> predicate)
            throws IOException {
        try (var commits = new RevWalk(cache)) {
            commits.markStart(commits.parseCommit(tip));
            if (without != null) {
                commits.markUninteresting(commits.parseCommit(without));
            }
            for (RevCommit commit; (commit = commits.next()) != null; ) {
                if (isAcceptance(commits, commit) && predicate.test(commit)) {
                    return Optional.of(commit);
                }
            }
            return Optional.empty();
        }
    }

    private static boolean isAcceptance(RevWalk commits, RevCommit commit) throws IOException {
        if (commit.getParentCount() != 1
                || message(commit)
                        .trailer(TrailerKey.ACTION)
                        .filter(Action.ACCEPT_REWRITE.word()::equals)
                        .isEmpty()) {
            return false;
        }
        var parent = commit.getParent(0);
        commits.parseHeaders(parent);
        return parent.getTree().equals(commit.getTree());
    }

    private static CommitMessage message(RevCommit commit) {
        return CommitMessage.parse(commit.getFullMessage());
    }
}
