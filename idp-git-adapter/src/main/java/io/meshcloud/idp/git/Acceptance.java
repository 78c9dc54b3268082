package io.meshcloud.idp.git;

import io.meshcloud.idp.core.caller.Action;
import io.meshcloud.idp.core.state.CommitId;
import io.meshcloud.idp.core.state.CommitMessage;
import io.meshcloud.idp.core.state.TrailerKey;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** The empty commits by which the platform accepts a rewritten branch. They are told by their trailers alone. */
final class Acceptance {
    private Acceptance() {}

    /**
     * Whether the platform accepted a tip that does not contain another one: an acceptance lies in its history, and not in
     * the other's. Where the other's history is not here, an acceptance counts that names it or is younger than it.
     */
    static boolean stands(Repository cache, ObjectId tip, BranchMemory.Seen seen) throws IOException {
        try (var commits = new RevWalk(cache)) {
            commits.markStart(commits.parseCommit(tip));
            boolean known = cache.getObjectDatabase().has(seen.tip())
                    && !cache.getObjectDatabase().getShallowCommits().contains(seen.tip());
            if (known) {
                commits.markUninteresting(commits.parseCommit(seen.tip()));
            }
            Predicate<RevCommit> counts = commit -> known
                    || message(commit)
                            .trailer(TrailerKey.PREVIOUS_TIP)
                            .filter(seen.tip().name()::equals)
                            .isPresent()
                    || commit.getCommitterIdent().getWhenAsInstant().isAfter(seen.at());
            return first(commits, counts).isPresent();
        }
    }

    /** The acceptance of a commit, or itself, named by the beginning of its id, in the history of a tip. */
    static Optional<CommitId> of(Repository cache, ObjectId tip, String revision) throws IOException {
        try (var commits = new RevWalk(cache)) {
            commits.markStart(commits.parseCommit(tip));
            return first(
                            commits,
                            commit -> commit.name().startsWith(revision)
                                    || commit.getParent(0).name().startsWith(revision))
                    .map(commit -> CommitId.parse(commit.name()));
        }
    }

    private static Optional<RevCommit> first(RevWalk commits, Predicate<RevCommit> wanted) throws IOException {
        for (RevCommit commit; (commit = commits.next()) != null; ) {
            if (isAcceptance(commits, commit) && wanted.test(commit)) {
                return Optional.of(commit);
            }
        }
        return Optional.empty();
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
