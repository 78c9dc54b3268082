/** Credentials for registries, from environment variables, Docker's config.json and its credential helpers. */
@NullMarked
package io.meshcloud.idp.registry.credential;

import org.jspecify.annotations.NullMarked;
