/** The assembly of the core: {@link io.meshcloud.idp.core.IdpCore} builds every service from the ports. */
@NullMarked
package io.meshcloud.idp.core;

import org.jspecify.annotations.NullMarked;
