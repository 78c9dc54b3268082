/** Going back to an earlier release, which is found in history. */
@NullMarked
package io.meshcloud.idp.core.rollback;

import org.jspecify.annotations.NullMarked;
