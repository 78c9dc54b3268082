/** The settings of registries: their URLs, timeouts and trusted certificates. */
@NullMarked
package io.meshcloud.idp.registry.config;

import org.jspecify.annotations.NullMarked;
