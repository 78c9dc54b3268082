/** Implements the ports of registries: chooses the client for each host. */
@NullMarked
package io.meshcloud.idp.registry;

import org.jspecify.annotations.NullMarked;
