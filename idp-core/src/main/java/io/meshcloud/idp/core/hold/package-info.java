/** Holding an environment back from automation, and letting it go again. */
@NullMarked
package io.meshcloud.idp.core.hold;

import org.jspecify.annotations.NullMarked;
