// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.history;

import io.meshcloud.idp.contract.address.StatePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.internal.storage.commitgraph.ChangedPathFilter;
import org.eclipse.jgit.internal.storage.commitgraph.CommitGraph;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.jspecify.annotations.Nullable;

/**
 * Skips commits by the commit-graph alone. JGit's own walk opens each commit, even one whose filter excludes the path;
 * for an old environment in a long history that is nearly all of the work.
 */
final class CommitGraphSkip {
    private CommitGraphSkip() {}

    /**
     * The first commit, going back from this one, that may have changed a path, or that does not have exactly one
     * parent or is not in the graph.
     *
     * @param until a commit that is never skipped
     */
    static ObjectId skip(ObjectReader reader, ObjectId from, @Nullable ObjectId until, StatePath path)
            throws IOException {
        var graph = reader.getCommitGraph().orElse(null);
        return graph == null ? from : skip(graph, from, until, prefixes(path));
    }

    /**
     * The path and each of its folders. A filter contains the folders of changed paths, too. A single path has a false
     * positive about once in a hundred commits, a path with all of its folders hardly ever.
     */
    private static List<byte[]> prefixes(StatePath path) {
        var text = path.value();
        var prefixes = new ArrayList<byte[]>();
        for (int end = text.length(); end > 0; end = text.lastIndexOf('/', end - 1)) {
            prefixes.add(Constants.encode(text.substring(0, end)));
        }
        return prefixes;
    }

    private static ObjectId skip(CommitGraph graph, ObjectId from, @Nullable ObjectId until, List<byte[]> prefixes) {
        int stop = until == null ? -1 : graph.findGraphPosition(until);
        int start = graph.findGraphPosition(from);
        int at = start;
        while (at >= 0 && at != stop) {
            var filter = graph.getChangedPathFilter(at);
            var parents = graph.getCommitData(at).getParents();
            if (filter == null || parents.length != 1 || maybeContainsAll(filter, prefixes)) {
                break;
            }
            at = parents[0];
        }
        return at == start ? from : graph.getObjectId(at);
    }

    /** A loop, because it is run for each of a hundred thousand commits. */
    private static boolean maybeContainsAll(ChangedPathFilter filter, List<byte[]> prefixes) {
        for (var prefix : prefixes) {
            if (!filter.maybeContains(prefix)) {
                return false;
            }
        }
        return true;
    }
}
