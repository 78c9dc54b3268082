// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.distribution;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.registry.image.ImageFactsReader.ManifestFacts;
import io.meshcloud.idp.spi.registry.Resolution;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Caches the facts of digests, which never change. A missing image, or one that cannot be pulled, is not cached,
 * because what is missing may be pushed later. Evicts the least recently used entries. The limit is the sum of the
 * weights, because an index may list any number of images. Safe for use by many threads.
 */
final class ResolutionCache {
    private record CacheKey(ImageRepository repository, Digest digest) {}

    private final int maxWeight;
    private final Map<CacheKey, ManifestFacts> readings = new LinkedHashMap<>(64, 0.75f, true);
    private int weight;

    /**
     * @param maxWeight an image weighs 1, and 1 for each image of its index; as objects in memory, 1 takes less than 2
     *     KiB
     */
    ResolutionCache(int maxWeight) {
        this.maxWeight = maxWeight;
    }

    synchronized Optional<ManifestFacts> find(ImageRepository repository, Digest digest) {
        return Optional.ofNullable(readings.get(new CacheKey(repository, digest)));
    }

    synchronized void put(ImageRepository repository, Digest digest, ManifestFacts reading) {
        if (reading.resolution() instanceof Resolution.Missing
                || reading.resolution() instanceof Resolution.NotPullable) {
            return;
        }
        remove(repository, digest);
        readings.put(new CacheKey(repository, digest), reading);
        weight += weight(reading);
        for (Iterator<ManifestFacts> eldest = readings.values().iterator(); weight > maxWeight && eldest.hasNext(); ) {
            weight -= weight(eldest.next());
            eldest.remove();
        }
    }

    synchronized void remove(ImageRepository repository, Digest digest) {
        var removed = readings.remove(new CacheKey(repository, digest));
        if (removed != null) {
            weight -= weight(removed);
        }
    }

    private static int weight(ManifestFacts reading) {
        return 1
                + reading.images().size()
                + reading.resolution()
                        .image()
                        .map(facts -> facts.parts().size())
                        .orElse(0);
    }
}
