/**
 * Which environment tracks a registry repository, and which environments claim the same: known for a whole state
 * repository without reading its files again and again.
 */
@NullMarked
package io.meshcloud.idp.core.index;

import org.jspecify.annotations.NullMarked;
