/** Sets up a state repository, and stops and starts all releases. */
@NullMarked
package io.meshcloud.idp.core.platform;

import org.jspecify.annotations.NullMarked;
