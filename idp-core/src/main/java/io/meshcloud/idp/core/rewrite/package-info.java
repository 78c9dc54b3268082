/** The acceptance of a branch that somebody rewrote; until then nothing is written to it. */
@NullMarked
package io.meshcloud.idp.core.rewrite;

import org.jspecify.annotations.NullMarked;
