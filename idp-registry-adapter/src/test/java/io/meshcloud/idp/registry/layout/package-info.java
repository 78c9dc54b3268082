/** Tests of layouts, whole and broken. */
@NullMarked
package io.meshcloud.idp.registry.layout;

import org.jspecify.annotations.NullMarked;
