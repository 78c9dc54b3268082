/** Reads JSON from outside: limited in size and depth, without duplicate keys. */
@NullMarked
package io.meshcloud.idp.registry.json;

import org.jspecify.annotations.NullMarked;
