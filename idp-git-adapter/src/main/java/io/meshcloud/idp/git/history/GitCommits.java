package io.meshcloud.idp.git.history;
import io.meshcloud.idp.git.signing.SignatureCheck;

import io.meshcloud.idp.spi.state.CommitRecord;
import java.io.IOException;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/** Walks every commit of the branch. What was visited is let go of, so that memory does not grow with its contents. */
public record GitCommits(SignatureCheck signatures) {

    /**
     * Tells of each commit.
     *
     * @param since left out with everything reachable from it; absent for none
     * @param skip how many were visited before
     */
    public void walk(Repository cache, ObjectId from, @Nullable ObjectId since, int skip, Predicate<CommitRecord> visitor)
            throws IOException {
        try (var reader = cache.newObjectReader();
                var commits = new RevWalk(reader)) {
            commits.markStart(commits.parseCommit(from));
            if (since != null) {
                commits.markUninteresting(commits.parseCommit(since));
            }
            int visited = 0;
            for (RevCommit commit; (commit = commits.next()) != null; visited++) {
                if (visited < skip) {
                    continue;
                }
                if (!visitor.test(new GitCommitRecord(cache, commits, commit, signatures))) {
                    return;
                }
                commit.disposeBody();
            }
        } catch (Unreadable e) {
            throw e.reason();
        }
    }

    /** That the cache could not be read during a visit; it passes through the visitor to the walk. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final IOException reason;

        Unreadable(IOException reason) {
            super(reason);
            this.reason = reason;
        }

        IOException reason() {
            return reason;
        }
    }
}
