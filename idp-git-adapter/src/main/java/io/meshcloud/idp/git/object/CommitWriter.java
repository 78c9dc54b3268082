// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import io.meshcloud.idp.git.config.GitConfig;
import io.meshcloud.idp.git.signing.CommitSigner;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.jspecify.annotations.Nullable;

/**
 * Builds commits from changes, one each, in the heap. Reads and writes only the trees on the changed paths; there is no
 * work tree and no index, so the cost does not grow with the repository.
 */
public record CommitWriter(GitConfig config, CommitSigner signer) {

    /**
     * @param base the parent of the first commit; {@code null} if it has none
     * @throws IOException if the cache is damaged
     */
    public NewCommits write(ObjectSource source, @Nullable ObjectId base, List<Change> changes) throws IOException {
        var first = base == null ? null : source.commit(base);
        var tree = first == null ? EditableTree.empty(source) : EditableTree.of(source, first.getTree());
        var when = notBefore(first == null ? 0 : first.getCommitTime());
        var identity =
                new PersonIdent(config.committer().name(), config.committer().mail(), when, ZoneOffset.UTC);
        var objects = new NewObjects();
        var ids = new ArrayList<ObjectId>();
        var parent = base;
        for (var change : changes) {
            for (var edit : change.edits()) {
                apply(edit, tree, objects);
            }
            var commit = new CommitBuilder();
            commit.setTreeId(tree.write(objects));
            if (parent != null) {
                commit.setParentId(parent);
            }
            commit.setAuthor(identity);
            commit.setCommitter(identity);
            commit.setMessage(change.message().toString());
            signer.sign(commit);
            parent = objects.add(Constants.OBJ_COMMIT, bytes(commit));
            ids.add(parent);
        }
        return new NewCommits(ids, when, objects);
    }

    private static byte[] bytes(CommitBuilder commit) {
        try {
            return commit.build();
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("every Java has UTF-8", e);
        }
    }

    private static void apply(FileEdit edit, EditableTree tree, NewObjects objects) throws IOException {
        if (edit instanceof FileEdit.Put put) {
            tree.put(put.path(), objects.add(Constants.OBJ_BLOB, put.bytes().toArray()));
        } else {
            tree.delete(edit.path());
        }
    }

    /** Git orders history by time: even if this clock is slow, a commit must not be older than its parent. */
    private Instant notBefore(long parentSeconds) {
        return Instant.ofEpochSecond(Math.max(config.clock().instant().getEpochSecond(), parentSeconds));
    }
}
