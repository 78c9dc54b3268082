/** The port to image registries: which digest does a name stand for at this moment, and how old is the image. */
@NullMarked
package io.meshcloud.idp.spi.registry;

import org.jspecify.annotations.NullMarked;
