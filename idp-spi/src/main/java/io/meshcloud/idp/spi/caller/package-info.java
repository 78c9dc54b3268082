/** Who asks, on whose behalf, through which trigger, and what they are granted. */
@NullMarked
package io.meshcloud.idp.spi.caller;

import org.jspecify.annotations.NullMarked;
