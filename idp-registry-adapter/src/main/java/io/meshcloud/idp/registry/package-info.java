/** Registries behind the core's ports: which client answers for a host. */
@NullMarked
package io.meshcloud.idp.registry;

import org.jspecify.annotations.NullMarked;
