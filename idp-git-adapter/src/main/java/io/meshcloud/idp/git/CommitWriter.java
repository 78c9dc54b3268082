package io.meshcloud.idp.git;

import io.meshcloud.idp.core.state.Change;
import io.meshcloud.idp.core.state.FileEdit;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/**
 * Makes commits out of changes, one each, in the cache only. They are built from the folders on the changed paths; there
 * is no work tree and no index, so the cost does not grow with the repository.
 */
record CommitWriter(GitConfig config, CommitSigner signer) {

    /** The ids of the commits, the last of them the new tip. */
    List<ObjectId> write(Repository cache, @Nullable ObjectId base, List<Change> changes) throws IOException {
        try (var inserter = cache.newObjectInserter();
                var reader = cache.newObjectReader();
                var walk = new RevWalk(reader)) {
            var first = base == null ? null : walk.parseCommit(base);
            var tree = first == null ? EditableTree.empty(reader) : EditableTree.of(reader, first.getTree());
            var when = notBefore(first == null ? 0 : first.getCommitTime());
            var identity = new PersonIdent(
                    config.committer().name(), config.committer().mail(), when, ZoneOffset.UTC);
            var commits = new ArrayList<ObjectId>();
            var parent = base;
            for (var change : changes) {
                for (var edit : change.edits()) {
                    apply(edit, tree, inserter);
                }
                var commit = new CommitBuilder();
                commit.setTreeId(tree.write(inserter));
                if (parent != null) {
                    commit.setParentId(parent);
                }
                commit.setAuthor(identity);
                commit.setCommitter(identity);
                commit.setMessage(change.message().toString());
                signer.sign(commit);
                parent = inserter.insert(commit);
                commits.add(parent);
            }
            inserter.flush();
            return List.copyOf(commits);
        }
    }

    private static void apply(FileEdit edit, EditableTree tree, ObjectInserter inserter) throws IOException {
        if (edit instanceof FileEdit.Put put) {
            tree.put(put.path(), inserter.insert(Constants.OBJ_BLOB, put.bytes().toArray()));
        } else {
            tree.delete(edit.path());
        }
    }

    /** Git orders history by time: a clock that is behind must not put a commit before its parent. */
    private Instant notBefore(long parentSeconds) {
        return Instant.ofEpochSecond(Math.max(config.clock().instant().getEpochSecond(), parentSeconds));
    }
}
