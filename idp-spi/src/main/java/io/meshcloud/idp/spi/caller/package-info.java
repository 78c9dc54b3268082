/** The maker of a request: the actor, on whose behalf it acts, its trigger and its grants. */
@NullMarked
package io.meshcloud.idp.spi.caller;

import org.jspecify.annotations.NullMarked;
