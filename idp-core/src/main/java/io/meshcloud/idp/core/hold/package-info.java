/** Holds that keep automation from deploying to an environment. */
@NullMarked
package io.meshcloud.idp.core.hold;

import org.jspecify.annotations.NullMarked;
