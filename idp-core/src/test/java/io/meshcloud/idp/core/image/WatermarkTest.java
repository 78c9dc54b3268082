// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WatermarkTest {
    private static final Instant NOW = Instant.parse("2026-10-01T12:00:00Z");
    private static final Instant OLDER = NOW.minusSeconds(60);

    @Test
    void the_later_of_the_two_is_kept() {
        assertThat(Watermark.after(OLDER, NOW, NOW)).isEqualTo(NOW);
        assertThat(Watermark.after(NOW, OLDER, NOW)).isEqualTo(NOW);
        assertThat(Watermark.after(null, OLDER, NOW)).isEqualTo(OLDER);
        assertThat(Watermark.after(null, null, NOW)).isNull();
    }

    @Test
    void an_implausible_time_does_not_change_it() {
        assertThat(Watermark.after(OLDER, null, NOW)).isEqualTo(OLDER);
        assertThat(Watermark.after(OLDER, NOW.plus(Duration.ofHours(1)).plusNanos(1), NOW))
                .isEqualTo(OLDER);
        assertThat(Watermark.after(null, Instant.parse("1999-12-31T23:59:59Z"), NOW))
                .isNull();
        assertThat(Watermark.after(null, Instant.parse("2000-01-01T00:00:00Z"), NOW))
                .isNotNull();
    }

    @Test
    void a_time_that_is_only_ahead_of_our_clock_is_kept() {
        var ahead = NOW.plus(Duration.ofHours(1));

        assertThat(Watermark.after(OLDER, ahead, NOW)).isEqualTo(ahead);
        assertThat(Watermark.isPlausible(ahead, NOW)).isFalse();
    }
}
