/** Tests of what an operator sets. */
@NullMarked
package io.meshcloud.idp.registry.config;

import org.jspecify.annotations.NullMarked;
