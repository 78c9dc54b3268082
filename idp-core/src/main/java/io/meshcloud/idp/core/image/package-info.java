/** Images as a decision sees them: which one is requested, which one runs, and which one is newer. */
@NullMarked
package io.meshcloud.idp.core.image;

import org.jspecify.annotations.NullMarked;
