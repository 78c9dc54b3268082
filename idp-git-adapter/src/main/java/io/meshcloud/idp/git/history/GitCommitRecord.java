// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.history;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.git.object.ObjectSource;
import io.meshcloud.idp.git.object.RefusedObject;
import io.meshcloud.idp.git.object.StateTree;
import io.meshcloud.idp.git.object.TreeEntry;
import io.meshcloud.idp.git.signing.SignatureCheck;
import io.meshcloud.idp.spi.state.ChangedFile;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.CommitIdentity;
import io.meshcloud.idp.spi.state.CommitRecord;
import io.meshcloud.idp.spi.state.CommitSignature;
import io.meshcloud.idp.spi.state.StateFile;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/** A commit of the cache, valid during its visit. */
final class GitCommitRecord implements CommitRecord {
    /** As many as the widest merges of large projects have. */
    private static final int MAX_PARENTS = 64;

    private static final int MAX_CHANGES = 300_000;
    private static final int MAX_DEPTH = 64;

    private final Repository cache;
    private final RevWalk commits;
    private final RevCommit commit;
    private final SignatureCheck signatures;
    private @Nullable List<ChangedFile> changes;

    GitCommitRecord(Repository cache, RevWalk commits, RevCommit commit, SignatureCheck signatures) {
        this.cache = cache;
        this.commits = commits;
        this.commit = commit;
        this.signatures = signatures;
    }

    @Override
    public CommitId id() {
        return CommitId.parse(commit.name());
    }

    @Override
    public List<CommitId> parents() {
        return Arrays.stream(commit.getParents())
                .map(parent -> CommitId.parse(parent.name()))
                .toList();
    }

    @Override
    public CommitIdentity author() {
        return CommitPeople.author(commit);
    }

    @Override
    public CommitIdentity committer() {
        return CommitPeople.committer(commit);
    }

    @Override
    public Instant committedAt() {
        return CommitPeople.committedAt(commit);
    }

    @Override
    public String message() {
        return commit.getFullMessage();
    }

    @Override
    public List<Problem> defects() {
        try {
            changes();
            return List.of();
        } catch (IdpException e) {
            return List.of(e.problem());
        }
    }

    @Override
    public List<ChangedFile> changes() {
        var known = changes;
        if (known == null) {
            known = findChanges();
            changes = known;
        }
        return known;
    }

    private List<ChangedFile> findChanges() {
        return reading(reader -> {
            var changes = new ArrayList<ChangedFile>();
            requireAtMost(MAX_PARENTS, commit.getParentCount(), "parents");
            var merge = new MergeAudit(cache, reader, List.of(commit.getParents()));
            try (var trees = new TreeWalk(reader)) {
                trees.setFilter(TreeFilter.ANY_DIFF);
                addParents(trees);
                int last = trees.addTree(commit.getTree());
                for (int visited = 0; trees.next(); visited++) {
                    requireAtMost(MAX_CHANGES, visited, "changed files and folders");
                    if (trees.isSubtree()) {
                        requireAtMost(MAX_DEPTH, trees.getDepth(), "levels of folders");
                        trees.enterSubtree();
                        continue;
                    }
                    var is = TreeEntry.of(trees, last);
                    if (last == 1 || !merge.isMergeResult(trees.getPathString(), versions(trees, last), is)) {
                        changes.add(new Changed(reader, trees.getPathString(), TreeEntry.of(trees, 0), is));
                    }
                }
            }
            return List.copyOf(changes);
        });
    }

    private static void requireAtMost(int limit, int actual, String things) {
        if (actual > limit) {
            throw RefusedObject.limit("the commit has more than " + limit + " " + things);
        }
    }

    private static List<TreeEntry> versions(TreeWalk trees, int parents) {
        return IntStream.range(0, parents)
                .mapToObj(parent -> TreeEntry.of(trees, parent))
                .toList();
    }

    private void addParents(TreeWalk trees) throws IOException {
        if (commit.getParentCount() == 0) {
            trees.addTree(new EmptyTreeIterator());
        }
        for (var parent : commit.getParents()) {
            commits.parseHeaders(parent);
            trees.addTree(parent.getTree());
        }
    }

    private final class Changed implements ChangedFile {
        private final ObjectReader reader;
        private final String path;
        private final TreeEntry was;
        private final TreeEntry is;

        Changed(ObjectReader reader, String path, TreeEntry was, TreeEntry is) {
            this.reader = reader;
            this.path = path;
            this.was = was;
            this.is = is;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public StateFile before() {
            return file(was);
        }

        @Override
        public StateFile after() {
            return file(is);
        }

        private StateFile file(TreeEntry entry) {
            return reading(reader, it -> StateTree.file(ObjectSource.of(it), entry.mode(), entry.id()));
        }
    }

    @Override
    public StateFile read(StatePath path) {
        return reading(reader -> StateTree.read(ObjectSource.of(reader), commit.getTree(), path));
    }

    @Override
    public CommitSignature signature() {
        return reading(reader -> signatures.of(cache, commit));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(ObjectReader reader) throws IOException;
    }

    private <T> T reading(Reading<T> reading) {
        return reading(commits.getObjectReader(), reading);
    }

    private <T> T reading(ObjectReader reader, Reading<T> reading) {
        try {
            return reading.from(reader);
        } catch (IOException e) {
            throw new CommitLog.Unreadable(e);
        } catch (RefusedObject e) {
            throw e.in(commit).problem(cache);
        }
    }
}
