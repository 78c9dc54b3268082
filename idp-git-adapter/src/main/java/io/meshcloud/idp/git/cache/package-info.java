/**
 * The local copy of the state repository: a bare repository that processes share under a file lock, that is checked,
 * repaired and packed here, and that may be deleted at any time.
 */
@NullMarked
package io.meshcloud.idp.git.cache;

import org.jspecify.annotations.NullMarked;
