/** OCI image layouts: folders that serve as a registry, read and written. */
@NullMarked
package io.meshcloud.idp.registry.layout;

import org.jspecify.annotations.NullMarked;
