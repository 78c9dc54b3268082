/** Credentials for registries, from environment variables, the files of Docker and podman, and credential helpers. */
@NullMarked
package io.meshcloud.idp.registry.credential;

import org.jspecify.annotations.NullMarked;
