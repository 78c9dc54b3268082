// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SamplesProperties {
    @Property
    void at_least_the_given_share_of_the_samples_is_not_above_the_percentile(
            @ForAll @Size(min = 1, max = 300) List<@IntRange(max = 1_000) Integer> millis,
            @ForAll @IntRange(min = 1, max = 100) int percent) {
        var durations = millis.stream().map(Duration::ofMillis).toList();
        var found = Samples.of(durations).percentile(percent);

        assertThat(durations).contains(found);
        long notLonger = durations.stream()
                .filter(duration -> duration.compareTo(found) <= 0)
                .count();
        long shorter = durations.stream()
                .filter(duration -> duration.compareTo(found) < 0)
                .count();
        assertThat(100 * notLonger).isGreaterThanOrEqualTo((long) percent * durations.size());
        assertThat(100 * shorter).isLessThan((long) percent * durations.size());
    }
}
