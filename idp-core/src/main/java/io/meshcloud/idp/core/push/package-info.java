/** Push events: hints at which environment to evaluate; the registry is the source of truth. */
@NullMarked
package io.meshcloud.idp.core.push;

import org.jspecify.annotations.NullMarked;
