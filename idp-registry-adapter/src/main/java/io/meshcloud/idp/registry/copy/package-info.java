/** Copying an image from one place to another with all that belongs to it, digest by digest. */
@NullMarked
package io.meshcloud.idp.registry.copy;

import org.jspecify.annotations.NullMarked;
