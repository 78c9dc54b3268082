/** Converts outcomes to the flat records that front ends print. */
@NullMarked
package io.meshcloud.idp.core.wire;

import org.jspecify.annotations.NullMarked;
