/** Adds the derived files to the commits of the platform. */
@NullMarked
package io.meshcloud.idp.core.derived;

import org.jspecify.annotations.NullMarked;
