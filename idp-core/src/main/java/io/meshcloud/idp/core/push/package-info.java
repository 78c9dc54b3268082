/** Pushes that somebody tells of: a hint to look at a registry, and never more. */
@NullMarked
package io.meshcloud.idp.core.push;

import org.jspecify.annotations.NullMarked;
