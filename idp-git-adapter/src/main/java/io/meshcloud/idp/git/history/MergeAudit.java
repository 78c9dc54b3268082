// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.history;

import io.meshcloud.idp.git.object.PathLookup;
import io.meshcloud.idp.git.object.TreeEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/**
 * Checks whether a merge commit contains only the result of merging its sides: for each file, the version of a side
 * that the other sides did not change. Choosing an older version reverts a side's change, just as writing a new version
 * does.
 *
 * <p>If two sides have several merge bases, any of them counts; without a base the file did not exist. For one merge
 * and one thread. Limits the work, because a few objects describe many files that differ in many sides.
 */
final class MergeAudit {
    /** How many bytes could be read while merge bases are searched in a long history. */
    private static final long SEARCH_COST = 128L << 20;

    private final Repository cache;
    private final PathLookup lookup;
    private final List<RevCommit> sides;
    private final Map<List<Integer>, List<RevCommit>> bases = new HashMap<>();

    /**
     * @param sides the parents of the merge commit
     */
    MergeAudit(Repository cache, ObjectReader reader, List<RevCommit> sides) {
        this.cache = cache;
        this.lookup = new PathLookup(reader, "to find out what it merges: too many files differ between its parents");
        this.sides = List.copyOf(sides);
    }

    /**
     * @param versions the entries of the path in each side, in order
     * @param merged the entry in the merge commit
     */
    boolean isMergeResult(String path, List<TreeEntry> versions, TreeEntry merged) throws IOException {
        for (int side = 0; side < versions.size(); side++) {
            if (versions.get(side).equals(merged) && isUnchangedElsewhere(path, versions, side)) {
                return true;
            }
        }
        return false;
    }

    private boolean isUnchangedElsewhere(String path, List<TreeEntry> versions, int side) throws IOException {
        for (int other = 0; other < versions.size(); other++) {
            var version = versions.get(other);
            if (!version.equals(versions.get(side)) && !isInBase(path, version, bases(side, other))) {
                return false;
            }
        }
        return true;
    }

    private boolean isInBase(String path, TreeEntry version, List<RevCommit> of) throws IOException {
        if (of.isEmpty()) {
            return version.equals(TreeEntry.NOTHING);
        }
        for (var base : of) {
            if (lookup.isAt(base.getTree(), path, version)) {
                return true;
            }
        }
        return false;
    }

    private List<RevCommit> bases(int one, int other) throws IOException {
        var pair = List.of(Math.min(one, other), Math.max(one, other));
        var known = bases.get(pair);
        if (known != null) {
            return known;
        }
        lookup.spend(SEARCH_COST);
        var found = find(sides.get(one), sides.get(other));
        bases.put(pair, found);
        return found;
    }

    private List<RevCommit> find(AnyObjectId one, AnyObjectId other) throws IOException {
        try (var commits = new RevWalk(cache)) {
            commits.setRevFilter(RevFilter.MERGE_BASE);
            commits.markStart(commits.parseCommit(one));
            commits.markStart(commits.parseCommit(other));
            var found = new ArrayList<RevCommit>();
            for (var base = commits.next(); base != null; base = commits.next()) {
                found.add(base);
            }
            return found;
        }
    }
}
