/** The questions of a decision to the registry, and their answers. */
@NullMarked
package io.meshcloud.idp.core.registry;

import org.jspecify.annotations.NullMarked;
