/** Copies an image with its attachments from one repository to another, digest by digest. */
@NullMarked
package io.meshcloud.idp.registry.copy;

import org.jspecify.annotations.NullMarked;
