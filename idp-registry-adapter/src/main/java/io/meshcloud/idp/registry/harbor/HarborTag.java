package io.meshcloud.idp.registry.harbor;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tag of an artifact.
 *
 * @param pushed when it was put there, which is not when the artifact was pushed; absent when Harbor does not tell
 */
record HarborTag(String name, @Nullable Instant pushed) {}
