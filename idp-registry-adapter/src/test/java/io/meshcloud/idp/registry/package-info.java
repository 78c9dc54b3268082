/** Tests of the registries, against layouts on disk, a registry in this process and a real one. */
@NullMarked
package io.meshcloud.idp.registry;

import org.jspecify.annotations.NullMarked;
