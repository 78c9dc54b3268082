/** Who we are at a registry: from the environment, Docker's own settings and its helpers. */
@NullMarked
package io.meshcloud.idp.registry.credential;

import org.jspecify.annotations.NullMarked;
