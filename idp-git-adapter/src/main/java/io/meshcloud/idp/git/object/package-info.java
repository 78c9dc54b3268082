/**
 * Git's objects without a work tree or an index: reading files and trees of a commit, searching and comparing trees,
 * and building commits in the heap.
 */
@NullMarked
package io.meshcloud.idp.git.object;

import org.jspecify.annotations.NullMarked;
