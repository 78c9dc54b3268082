/** The OCI image format: descriptors, manifests and indexes, and the facts of an image. */
@NullMarked
package io.meshcloud.idp.registry.image;

import org.jspecify.annotations.NullMarked;
