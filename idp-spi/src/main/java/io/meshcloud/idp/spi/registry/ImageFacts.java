// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.Digest;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a registry knows about one image.
 *
 * @param digest of the manifest or index, verified against its bytes
 * @param parts the manifests that an index lists, without attestations; none for a single image
 * @param time the time that this registry knows: the created time (of an index: that of its newest image, without
 *     attestations), at Harbor the tag's push time; absent if unknown
 * @param source the label {@code org.opencontainers.image.source}, as found: untrusted text
 * @param revision the label {@code org.opencontainers.image.revision}, as found: untrusted text
 */
public record ImageFacts(
        Digest digest,
        Set<Digest> parts,
        @Nullable ImageTime time,
        @Nullable String source,
        @Nullable String revision) {
    public ImageFacts {
        Objects.requireNonNull(digest, "digest");
        parts = Set.copyOf(parts);
    }

    public Optional<ImageTime> optionalTime() {
        return Optional.ofNullable(time);
    }
}
