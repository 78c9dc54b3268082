/** Tests of credentials and where they come from. */
@NullMarked
package io.meshcloud.idp.registry.credential;

import org.jspecify.annotations.NullMarked;
