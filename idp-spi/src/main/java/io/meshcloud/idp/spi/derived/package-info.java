/** The port to what generates derived files: files that follow from the environments and the platform's settings. */
@NullMarked
package io.meshcloud.idp.spi.derived;

import org.jspecify.annotations.NullMarked;
