/** Creates, configures, retires and lists environments, and provisions their place at the registry. */
@NullMarked
package io.meshcloud.idp.core.environment;

import org.jspecify.annotations.NullMarked;
