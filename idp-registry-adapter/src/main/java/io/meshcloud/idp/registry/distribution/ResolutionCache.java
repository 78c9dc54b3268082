// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.spi.registry.Resolution;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Caches the resolutions of digests, which never change. That a digest is missing is not cached, because it may be pushed
 * later. Evicts the least recently used entries. Safe for use by many threads.
 */
final class ResolutionCache {
    private record CacheKey(ImageRepository repository, Digest digest) {}

    private final Map<CacheKey, Resolution> resolutions;

    ResolutionCache(int maxEntries) {
        resolutions = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<CacheKey, Resolution> eldest) {
                return size() > maxEntries;
            }
        });
    }

    Optional<Resolution> find(ImageRepository repository, Digest digest) {
        return Optional.ofNullable(resolutions.get(new CacheKey(repository, digest)));
    }

    void put(ImageRepository repository, Digest digest, Resolution resolution) {
        if (!(resolution instanceof Resolution.Missing)) {
            resolutions.put(new CacheKey(repository, digest), resolution);
        }
    }
}
