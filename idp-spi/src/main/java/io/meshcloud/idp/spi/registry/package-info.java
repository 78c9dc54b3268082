/** The ports to image registries: the digest that a name has at this moment, and the age of the image. */
@NullMarked
package io.meshcloud.idp.spi.registry;

import org.jspecify.annotations.NullMarked;
