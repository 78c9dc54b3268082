/** The port to what an environment needs at its registry: a place, robot accounts, rules, a webhook. */
@NullMarked
package io.meshcloud.idp.spi.provisioning;

import org.jspecify.annotations.NullMarked;
