/** Where registries are reached and whom they may be certified by; what an operator sets. */
@NullMarked
package io.meshcloud.idp.registry.config;

import org.jspecify.annotations.NullMarked;
