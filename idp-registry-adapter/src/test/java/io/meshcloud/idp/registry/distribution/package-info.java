/** Tests of the protocol's client against a registry in this process. */
@NullMarked
package io.meshcloud.idp.registry.distribution;

import org.jspecify.annotations.NullMarked;
