/** Pushes that somebody tells of: hints where to look, never what is true. */
@NullMarked
package io.meshcloud.idp.core.push;

import org.jspecify.annotations.NullMarked;
