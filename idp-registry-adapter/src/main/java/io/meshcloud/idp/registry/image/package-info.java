/** The OCI image format: descriptors, manifests and indexes, what they are, and what an image says of itself. */
@NullMarked
package io.meshcloud.idp.registry.image;

import org.jspecify.annotations.NullMarked;
