/** Decodes the webhooks of registries to one neutral hint: an image was pushed to this repository. */
@NullMarked
package io.meshcloud.idp.registry.webhook;

import org.jspecify.annotations.NullMarked;
