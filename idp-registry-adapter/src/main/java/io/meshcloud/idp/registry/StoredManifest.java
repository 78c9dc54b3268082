package io.meshcloud.idp.registry;

import io.meshcloud.idp.contract.image.Digest;
import java.util.Objects;

/**
 * A manifest of any kind as a registry keeps it, byte for byte.
 *
 * @param mediaType under which it was handed out, and has to be handed in
 */
record StoredManifest(Digest digest, String mediaType, byte[] bytes) {
    StoredManifest {
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(mediaType, "mediaType");
    }

    @Override
    public String toString() {
        return "StoredManifest[" + digest + "]";
    }
}
