// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.history;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.git.object.ObjectSource;
import io.meshcloud.idp.git.object.RecentObjects;
import io.meshcloud.idp.git.object.RefusedObject;
import io.meshcloud.idp.git.object.StateTree;
import io.meshcloud.idp.git.object.TreeCache;
import io.meshcloud.idp.spi.state.CommitId;
import io.meshcloud.idp.spi.state.FileRevision;
import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevFlag;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.filter.ChangedPathTreeFilter;
import org.jspecify.annotations.Nullable;

/** The revisions of a path, except those that a merge did not take, in the order of {@code git log}. For one thread. */
public final class PathWalk implements AutoCloseable {
    /** How many commits of a linear history are kept in memory: about 100 kB. */
    private static final int KEPT_COMMITS = 1_000;

    private final ObjectReader reader;
    private final ObjectSource objects;
    private final RevWalk commits;
    private final RevWalk messages;
    private final StatePath path;
    private final ChangedPathTreeFilter changes;
    private final Predicate<FileRevision> visitor;
    private @Nullable ObjectId after;

    /**
     * @param trees recently read trees, shared by walks, so that many walks at once do not fill the heap
     * @param after the commit after which to start; {@code null} to start with the newest
     */
    public PathWalk(
            Repository cache,
            TreeCache trees,
            @Nullable ObjectId after,
            StatePath path,
            Predicate<FileRevision> visitor) {
        this.reader = cache.newObjectReader();
        this.objects = new ObjectSource(new RecentObjects(), trees, reader);
        this.commits = new RevWalk(reader);
        this.messages = new RevWalk(reader);
        this.after = after;
        this.path = path;
        this.changes = ChangedPathTreeFilter.create(path.value());
        this.visitor = visitor;
        commits.setRetainBody(false);
    }

    /** Visits each commit that changed the path, as long as the visitor returns true. */
    public void from(ObjectId tip) throws IOException {
        var commit = commits.parseCommit(CommitGraphSkip.skip(reader, tip, after, path));
        // Up to the first merge history is linear, and the commit-graph can skip most of it.
        for (int passed = 1; commit.getParentCount() == 1; passed++) {
            if (!goesOnAfter(commit)) {
                return;
            }
            var next = CommitGraphSkip.skip(reader, commit.getParent(0), after, path);
            if (passed % KEPT_COMMITS == 0) {
                commits.dispose();
                messages.dispose();
            }
            commit = commits.parseCommit(next);
        }
        fromMerge(commit);
    }

    /**
     * A commit that waits for its turn.
     *
     * @param contributes whether what it has at the path counts
     * @param order breaks ties of time: first come, first served
     */
    private record Pending(RevCommit commit, boolean contributes, int order) {
        static final Comparator<Pending> NEWEST_FIRST = Comparator.<Pending>comparingInt(
                        it -> -it.commit().getCommitTime())
                .thenComparingInt(Pending::order);
    }

    /**
     * Visits a merge and its history. Where a merge kept what its first parent has at the path, as
     * {@code git merge -s ours} does, the commits of the other parents are skipped.
     */
    private void fromMerge(RevCommit merge) throws IOException {
        var queue = new MergedCommits();
        queue.add(merge, true);
        for (Pending next; (next = queue.poll()) != null; ) {
            var commit = next.commit();
            if (next.contributes()) {
                if (!goesOnAfter(commit)) {
                    return;
                }
            } else if (commit.equals(after)) {
                after = null;
            }
            var parents = commit.getParents();
            int contributing = !next.contributes() ? 0 : keepsFirst(commit) ? 1 : parents.length;
            for (int i = 0; i < parents.length; i++) {
                // Others are needed only to find the commit after which to start.
                if (i < contributing || after != null) {
                    queue.add(parents[i], i < contributing);
                }
            }
        }
    }

    /** The commits still to visit. One may be reached twice: at first without contributing, later with. */
    private final class MergedCommits {
        private final PriorityQueue<Pending> queue = new PriorityQueue<>(Pending.NEWEST_FIRST);
        private final RevFlag reached = commits.newFlag("reached");
        private final RevFlag contributing = commits.newFlag("contributing");
        private int order;

        void add(RevCommit commit, boolean contributes) throws IOException {
            if (commit.has(contributing) || (!contributes && commit.has(reached))) {
                return;
            }
            commits.parseHeaders(commit);
            commit.add(contributes ? contributing : reached);
            queue.add(new Pending(commit, contributes, order++));
        }

        /** The next commit; null at the end. */
        @Nullable
        Pending poll() {
            return queue.poll();
        }
    }

    private boolean goesOnAfter(RevCommit commit) throws IOException {
        CompleteHistory.require(reader, commit);
        if (after != null) {
            if (commit.equals(after)) {
                after = null;
            }
            return true;
        }
        return !changed(commit) || visit(messages.parseCommit(commit));
    }

    private boolean visit(RevCommit commit) throws IOException {
        var revision = revision(commit);
        commit.disposeBody();
        return visitor.test(revision);
    }

    private FileRevision revision(RevCommit commit) throws IOException {
        var committer = CommitPeople.committer(commit);
        return new FileRevision(
                CommitId.parse(commit.name()),
                CommitPeople.committedAt(commit),
                committer.toString(),
                commit.getFullMessage(),
                StateTree.read(objects, commit.getTree(), path));
    }

    /** Whether a merge has what its first parent has. */
    private boolean keepsFirst(RevCommit commit) throws IOException {
        return commit.getParentCount() > 1
                && (!changes.shouldTreeWalk(commit, commits, null) || !differs(commit.getParent(0), commit));
    }

    /** Whether the path differs from every parent. Opens only trees that differ. */
    private boolean changed(RevCommit commit) throws IOException {
        if (!changes.shouldTreeWalk(commit, commits, null)) {
            return false;
        }
        if (commit.getParentCount() == 0) {
            return differs(null, commit);
        }
        for (var parent : commit.getParents()) {
            if (!differs(parent, commit)) {
                return false;
            }
        }
        return true;
    }

    private boolean differs(@Nullable RevCommit parent, RevCommit commit) throws IOException {
        if (parent != null) {
            commits.parseHeaders(parent);
        }
        try {
            return StateTree.differ(objects, parent == null ? null : parent.getTree(), commit.getTree(), path);
        } catch (RefusedObject e) {
            throw e.in(commit);
        }
    }

    @Override
    public void close() {
        messages.close();
        commits.close();
        reader.close();
    }
}
