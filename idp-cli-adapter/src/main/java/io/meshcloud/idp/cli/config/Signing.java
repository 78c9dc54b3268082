package io.meshcloud.idp.cli.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of commit signatures.
 *
 * @param key the ssh key that signs commits; absent leaves them unsigned
 * @param allowedSigners the list of keys whose signatures count; absent leaves signatures unchecked
 */
public record Signing(@Nullable Path key, @Nullable Path allowedSigners) {
    /** Neither file. */
    public static final Signing NONE = new Signing(null, null);

    Signing over(Signing lower) {
        return new Signing(
                key == null ? lower.key : key, allowedSigners == null ? lower.allowedSigners : allowedSigners);
    }
}
