/** Registries with the OCI Distribution API: their tags, manifests and blobs. */
@NullMarked
package io.meshcloud.idp.registry.distribution;

import org.jspecify.annotations.NullMarked;
