/** JSON as strangers send it: bounded in size and depth, and without a key twice. */
@NullMarked
package io.meshcloud.idp.registry.json;

import org.jspecify.annotations.NullMarked;
