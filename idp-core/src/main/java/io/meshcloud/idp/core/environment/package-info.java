/** Provisioning, configuring, retiring and listing environments: the state side of Day 0. */
@NullMarked
package io.meshcloud.idp.core.environment;

import org.jspecify.annotations.NullMarked;
