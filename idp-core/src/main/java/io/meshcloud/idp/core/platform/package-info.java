/** Setting up a state repository. */
@NullMarked
package io.meshcloud.idp.core.platform;

import org.jspecify.annotations.NullMarked;
