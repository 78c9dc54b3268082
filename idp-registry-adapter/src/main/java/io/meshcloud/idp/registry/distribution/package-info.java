/** The OCI Distribution protocol: tags, manifests and blobs of a registry. */
@NullMarked
package io.meshcloud.idp.registry.distribution;

import org.jspecify.annotations.NullMarked;
