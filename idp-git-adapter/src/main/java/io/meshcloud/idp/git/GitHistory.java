package io.meshcloud.idp.git;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.core.state.CommitId;
import io.meshcloud.idp.core.state.FileRevision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/** Older states of the branch, from Git alone. */
final class GitHistory {
    private static final Pattern ABBREVIATION = Pattern.compile("[0-9a-f]{4,40}");

    private GitHistory() {}

    /**
     * Tells of each commit that changed what lies at a path.
     *
     * @param skip how many of them were told before
     */
    static void walk(Repository cache, ObjectId from, StatePath path, int skip, Predicate<FileRevision> visitor)
            throws IOException {
        try (var reader = cache.newObjectReader();
                var commits = new RevWalk(reader)) {
            commits.markStart(commits.parseCommit(from));
            int told = 0;
            for (RevCommit commit; (commit = commits.next()) != null; ) {
                if (!changed(reader, commits, commit, path) || told++ < skip) {
                    continue;
                }
                if (!visitor.test(revision(reader, commit, path))) {
                    return;
                }
            }
        }
    }

    private static FileRevision revision(ObjectReader reader, RevCommit commit, StatePath path) throws IOException {
        var committer = commit.getCommitterIdent();
        return new FileRevision(
                CommitId.parse(commit.name()),
                committer.getWhenAsInstant(),
                committer.getName() + " <" + committer.getEmailAddress() + ">",
                commit.getFullMessage(),
                StateTree.read(ObjectSource.of(reader), commit.getTree(), path));
    }

    /** Whether what lies at the path differs from every parent; the folders are compared only as far as they differ. */
    private static boolean changed(ObjectReader reader, RevWalk commits, RevCommit commit, StatePath path)
            throws IOException {
        if (commit.getParentCount() == 0) {
            return differs(reader, null, commit, path);
        }
        for (var parent : commit.getParents()) {
            commits.parseHeaders(parent);
            if (!differs(reader, parent, commit, path)) {
                return false;
            }
        }
        return true;
    }

    private static boolean differs(ObjectReader reader, @Nullable RevCommit parent, RevCommit commit, StatePath path)
            throws IOException {
        if (parent != null && parent.getTree().equals(commit.getTree())) {
            return false;
        }
        try (var trees = new TreeWalk(reader)) {
            trees.setRecursive(true);
            trees.setFilter(AndTreeFilter.create(PathFilter.create(path.value()), TreeFilter.ANY_DIFF));
            if (parent == null) {
                trees.addTree(new EmptyTreeIterator());
            } else {
                trees.addTree(parent.getTree());
            }
            trees.addTree(commit.getTree());
            return trees.next();
        }
    }

    /** The commit of this name in the history of another. */
    static Optional<ObjectId> find(Repository cache, ObjectId from, String name) throws IOException {
        var hex = name.toLowerCase(Locale.ROOT);
        if (!ABBREVIATION.matcher(hex).matches()) {
            return Optional.empty();
        }
        try (var reader = cache.newObjectReader();
                var commits = new RevWalk(reader)) {
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
                        Quoted.of(name) + " is the beginning of " + found.size() + " commits: "
                                + String.join(
                                        ", ", found.stream().map(ObjectId::name).toList()),
                        "",
                        "write more digits")
                .asException();
    }
}
