// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.image;

import io.meshcloud.idp.contract.version.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The newest time and the highest version that were seen in an environment: the watermarks of {@code release.yaml}
 * (ADR-008).
 *
 * @param at the newest time; absent if none is known
 * @param version the highest version; absent if none is known, or if automation chooses by time
 */
public record Seen(@Nullable Instant at, @Nullable Version version) {

    /** The highest of the versions; empty if there is none. */
    public static Optional<Version> highest(Stream<Version> versions) {
        return versions.max(Version::compareTo);
    }
}
