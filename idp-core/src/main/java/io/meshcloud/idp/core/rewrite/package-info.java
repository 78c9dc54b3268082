/** The acceptance of a branch that was rewritten; until then nothing is written to the branch. */
@NullMarked
package io.meshcloud.idp.core.rewrite;

import org.jspecify.annotations.NullMarked;
