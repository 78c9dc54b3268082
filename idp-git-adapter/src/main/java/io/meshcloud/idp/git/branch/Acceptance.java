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

/** The empty commits by which the platform accepts a rewritten branch. They are told by their trailers alone. */
public final class Acceptance {
    private Acceptance() {}

    /**
     * Whether the platform accepted a tip that does not contain another one: by an acceptance that names the other, or by
     * one that lies in the tip's history and not in the other's. A copy of an older one, as a rebase makes, is none: it
     * bears the request of the other, and keeps its author's time where the other's history is not all here.
     */
    static boolean stands(Repository cache, ObjectId tip, BranchMemory.Seen seen) throws IOException {
        boolean there = cache.getObjectDatabase().has(seen.tip());
        var isNew = isNewTo(cache, tip, seen, there);
        return first(
                        cache,
                        tip,
                        there ? seen.tip() : null,
                        acceptance -> names(acceptance, seen.tip()) || isNew.test(acceptance))
                .isPresent();
    }

    private static boolean names(RevCommit acceptance, ObjectId seen) {
        return message(acceptance).trailer(TrailerKey.PREVIOUS_TIP).equals(Optional.of(seen.name()));
    }

    private static Predicate<RevCommit> isNewTo(Repository cache, ObjectId tip, BranchMemory.Seen seen, boolean there)
            throws IOException {
        if (!there) {
            return acceptance -> writtenAt(acceptance).isAfter(seen.at());
        }
        if (!Deepening.isWhole(cache, seen.tip())) {
            var time = committedAt(cache, seen.tip());
            return acceptance -> !writtenAt(acceptance).isBefore(time);
        }
        var known = new HashSet<String>();
        first(cache, seen.tip(), tip, acceptance -> {
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

    /** The acceptance of a commit, or itself, named by the beginning of its id, in the history of a tip. */
    public static Optional<CommitId> of(Repository cache, ObjectId tip, String revision) throws IOException {
        return first(
                        cache,
                        tip,
                        null,
                        commit -> commit.name().startsWith(revision)
                                || commit.getParent(0).name().startsWith(revision))
                .map(commit -> CommitId.parse(commit.name()));
    }

    /** The newest acceptance of some kind in the history of a tip, and not in that of another one. */
    private static Optional<RevCommit> first(
            Repository cache, ObjectId tip, @Nullable ObjectId without, Predicate<RevCommit> wanted)
            throws IOException {
        try (var commits = new RevWalk(cache)) {
            commits.markStart(commits.parseCommit(tip));
            if (without != null) {
                commits.markUninteresting(commits.parseCommit(without));
            }
            for (RevCommit commit; (commit = commits.next()) != null; ) {
                if (isAcceptance(commits, commit) && wanted.test(commit)) {
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
