// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * The durations of one repeated operation.
 *
 * @param sorted the durations in ascending order, at least one
 */
record Samples(List<Duration> sorted) {
    Samples {
        sorted = sorted.stream().sorted().toList();
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    static Samples of(Collection<Duration> durations) {
        return new Samples(List.copyOf(durations));
    }

    int count() {
        return sorted.size();
    }

    Duration median() {
        return percentile(50);
    }

    /**
     * The percentile by the nearest-rank method, which always returns a measured value.
     *
     * @param percent more than 0 and at most 100
     */
    Duration percentile(int percent) {
        if (percent <= 0 || percent > 100) {
            throw new IllegalArgumentException("no percentile: " + percent);
        }
        int rank = (int) ((long) percent * sorted.size() + 99) / 100;
        return sorted.get(rank - 1);
    }
}
