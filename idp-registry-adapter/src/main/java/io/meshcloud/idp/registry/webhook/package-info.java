/** Webhooks of registries, decoded to one neutral hint: something was pushed, look there. */
@NullMarked
package io.meshcloud.idp.registry.webhook;

import org.jspecify.annotations.NullMarked;
