/**
 * The index of a state repository: the environment that tracks a registry repository, and the environments that make
 * the same claims. It is kept up to date without reading all files again.
 */
@NullMarked
package io.meshcloud.idp.core.index;

import org.jspecify.annotations.NullMarked;
