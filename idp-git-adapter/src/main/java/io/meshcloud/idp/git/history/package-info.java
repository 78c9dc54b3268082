/**
 * Reading history: the revisions of one file, the commits of the branch with the files that they changed, and finding a
 * commit by its name.
 */
@NullMarked
package io.meshcloud.idp.git.history;

import org.jspecify.annotations.NullMarked;
