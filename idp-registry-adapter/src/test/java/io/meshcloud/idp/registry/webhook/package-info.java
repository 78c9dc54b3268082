/** Tests of webhooks. */
@NullMarked
package io.meshcloud.idp.registry.webhook;

import org.jspecify.annotations.NullMarked;
