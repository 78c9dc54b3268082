/** Releasing, rolling back and the history of an environment; the decision itself is a pure function. */
@NullMarked
package io.meshcloud.idp.core.release;

import org.jspecify.annotations.NullMarked;
