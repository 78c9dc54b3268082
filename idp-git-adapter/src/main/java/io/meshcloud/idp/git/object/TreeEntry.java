// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * An entry of a tree.
 *
 * @param mode the raw mode; {@code FileMode.MISSING} if there is no entry
 */
public record TreeEntry(int mode, ObjectId id) {
    public static final TreeEntry NOTHING = new TreeEntry(FileMode.MISSING.getBits(), ObjectId.zeroId());

    public static TreeEntry of(TreeWalk trees, int tree) {
        return new TreeEntry(trees.getRawMode(tree), trees.getObjectId(tree));
    }
}
