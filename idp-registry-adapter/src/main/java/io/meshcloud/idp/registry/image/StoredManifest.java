// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.image;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Digest;
import java.util.Objects;

/**
 * A manifest of any kind as a registry stores it, byte for byte.
 *
 * @param mediaType its media type, to be sent with the bytes
 */
public record StoredManifest(Digest digest, String mediaType, Bytes bytes) {
    public StoredManifest {
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(mediaType, "mediaType");
        Objects.requireNonNull(bytes, "bytes");
    }

    /** A manifest of these bytes. */
    public static StoredManifest of(String mediaType, byte[] bytes) {
        return new StoredManifest(Digest.of(bytes), mediaType, Bytes.of(bytes));
    }

    /** The bytes as a new array. */
    public byte[] array() {
        return bytes.toArray();
    }

    @Override
    public String toString() {
        return "StoredManifest[" + digest + "]";
    }
}
