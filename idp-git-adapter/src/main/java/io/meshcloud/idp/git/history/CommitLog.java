// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.history;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.git.signing.SignatureCheck;
import io.meshcloud.idp.spi.state.CommitRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * Walks the commits of the branch, and finds commits by id. Frees each commit after its visit, so memory does not grow
 * with their contents.
 */
public record CommitLog(SignatureCheck signatures) {
    private static final int SHORTEST_ABBREVIATION = 4;

    /**
     * Visits each commit.
     *
     * @param since excluded with all its ancestors; absent to exclude nothing
     * @param skip how many commits were visited already
     */
    public void walk(
            Repository cache, ObjectId from, @Nullable ObjectId since, int skip, Predicate<CommitRecord> visitor)
            throws IOException {
        try (var reader = cache.newObjectReader();
                var commits = new RevWalk(reader)) {
            commits.markStart(commits.parseCommit(from));
            if (since != null) {
                commits.markUninteresting(commits.parseCommit(since));
            }
            int visited = 0;
            for (RevCommit commit; (commit = commits.next()) != null; visited++) {
                CompleteHistory.require(reader, commit);
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

    /** The commit with this full or abbreviated id in the history of another. */
    public static Optional<ObjectId> find(Repository cache, ObjectId from, String name) throws IOException {
        var hex = name.toLowerCase(Locale.ROOT);
        if (!isAbbreviation(hex)) {
            return Optional.empty();
        }
        try (var reader = cache.newObjectReader();
                var commits = new RevWalk(reader)) {
            commits.setRetainBody(false);
            var tip = commits.parseCommit(from);
            var found = new ArrayList<ObjectId>();
            for (var candidate : candidates(reader, hex)) {
                var commit = commit(commits, candidate);
                if (commit != null && commits.isMergedInto(commit, tip)) {
                    found.add(commit.copy());
                }
            }
            if (found.size() > 1) {
                throw ambiguous(name, found);
            }
            return found.stream().findFirst();
        }
    }

    private static boolean isAbbreviation(String text) {
        return text.length() >= SHORTEST_ABBREVIATION
                && text.length() <= Constants.OBJECT_ID_STRING_LENGTH
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private static List<ObjectId> candidates(ObjectReader reader, String hex) throws IOException {
        return hex.length() == Constants.OBJECT_ID_STRING_LENGTH
                ? List.of(ObjectId.fromString(hex))
                : List.copyOf(reader.resolve(AbbreviatedObjectId.fromString(hex)));
    }

    private static @Nullable RevCommit commit(RevWalk commits, ObjectId candidate) throws IOException {
        try {
            return commits.parseCommit(candidate);
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return null;
        }
    }

    private static IdpException ambiguous(String name, List<ObjectId> found) {
        return Problem.of(
                        ProblemCode.AMBIGUOUS_COMMIT,
                        Quoted.of(name) + " is the prefix of " + found.size() + " commits: "
                                + String.join(
                                        ", ", found.stream().map(ObjectId::name).toList()),
                        "",
                        "write more digits")
                .asException();
    }

    /** The cache could not be read during a visit. Passes through the visitor to the walk. */
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
