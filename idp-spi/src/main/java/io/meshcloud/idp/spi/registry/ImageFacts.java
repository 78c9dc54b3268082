package io.meshcloud.idp.spi.registry;

import io.meshcloud.idp.contract.image.Digest;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a registry knows of one image.
 *
 * @param digest of the manifest or index, verified against its bytes
 * @param parts the manifests that an index is made of, attestations aside; none for an image of its own
 * @param time the image's place in this registry's one order: the created time (an index: the newest of its images,
 *     attestations aside), at Harbor the tag's push time; absent when the registry does not tell
 * @param source the label {@code org.opencontainers.image.source}, as found: foreign text
 * @param revision the label {@code org.opencontainers.image.revision}, as found: foreign text
 */
public record ImageFacts(
        Digest digest,
        Set<Digest> parts,
        @Nullable Instant time,
        @Nullable String source,
        @Nullable String revision) {
    public ImageFacts {
        Objects.requireNonNull(digest, "digest");
        parts = Set.copyOf(parts);
    }

    public Optional<Instant> orderTime() {
        return Optional.ofNullable(time);
    }
}
