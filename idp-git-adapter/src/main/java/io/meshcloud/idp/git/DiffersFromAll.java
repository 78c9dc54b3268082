package io.meshcloud.idp.git;

import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Lets through what is another thing in the last tree than in every tree before it: what a commit changed, and of a
 * merge only what it took from none of its parents. Folders that are equal to one of them are not opened.
 */
final class DiffersFromAll extends TreeFilter {
    @Override
    public boolean include(TreeWalk trees) {
        int last = trees.getTreeCount() - 1;
        for (int i = 0; i < last; i++) {
            if (trees.getRawMode(i) == trees.getRawMode(last) && trees.idEqual(i, last)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean shouldBeRecursive() {
        return true;
    }

    @Override
    public TreeFilter clone() {
        return this;
    }
}
