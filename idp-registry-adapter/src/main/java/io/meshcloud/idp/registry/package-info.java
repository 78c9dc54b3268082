/** Image registries: OCI image layouts on disk and OCI Distribution over HTTP. */
@NullMarked
package io.meshcloud.idp.registry;

import org.jspecify.annotations.NullMarked;
