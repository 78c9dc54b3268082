// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** How measured times become the numbers of the report. */
class FiguresTest {
    private static Samples millis(long... values) {
        return Samples.of(LongStream.of(values).mapToObj(Duration::ofMillis).toList());
    }

    @Nested
    class Percentiles {
        @Test
        void are_the_nearest_rank() {
            var hundred = millis(LongStream.rangeClosed(1, 100).toArray());
            assertThat(hundred.median()).isEqualTo(Duration.ofMillis(50));
            assertThat(hundred.percentile(99)).isEqualTo(Duration.ofMillis(99));
            assertThat(hundred.percentile(100)).isEqualTo(Duration.ofMillis(100));
        }

        @Test
        void of_few_samples_are_the_slowest_of_them() {
            assertThat(millis(30, 10, 20).percentile(99)).isEqualTo(Duration.ofMillis(30));
            assertThat(millis(30, 10, 20).median()).isEqualTo(Duration.ofMillis(20));
        }

        @Test
        void of_nothing_are_refused() {
            assertThatThrownBy(() -> millis()).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> millis(1).percentile(0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class A_ratio {
        @Test
        void is_the_median_of_the_rounds_not_of_all_samples() {
            // In one round both were ten times slower because the machine was busy; the ratio is unchanged.
            var ratio = Ratio.of(List.of(40.0, 400.0, 44.0), List.of(10.0, 100.0, 11.0));
            assertThat(ratio.median()).isEqualTo(4);
            assertThat(ratio.min()).isEqualTo(4);
            assertThat(ratio.max()).isEqualTo(4);
        }

        @Test
        void of_an_even_number_of_rounds_is_the_mean_of_the_middle_two() {
            assertThat(new Ratio(List.of(1.0, 4.0, 2.0, 3.0)).median()).isEqualTo(2.5);
        }

        @Test
        void is_printed_with_its_minimum_and_maximum() {
            assertThat(new Ratio(List.of(39.0, 41.2, 8.0))).hasToString("39 (8.00 to 41)");
        }

        @Test
        void needs_the_same_number_of_rounds_of_both() {
            assertThatThrownBy(() -> Ratio.of(List.of(1.0, 2.0), List.of(1.0)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Ratio(List.of())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class A_throughput {
        @Test
        void adds_updates_and_time() {
            var all = new Throughput(10, Duration.ofSeconds(1)).plus(new Throughput(20, Duration.ofSeconds(2)));
            assertThat(all.perSecond()).isEqualTo(10);
        }

        @Test
        void is_parsed_from_its_text() {
            var throughput = new Throughput(1_234, Duration.ofMillis(56));
            assertThat(Throughput.parse(throughput.toString())).isEqualTo(throughput);
        }
    }

    @Nested
    class An_aim {
        @Test
        void that_is_a_floor_is_met_above_and_missed_below() {
            assertThat(Aim.THROUGHPUT.verdict(1_000)).isEqualTo("met");
            assertThat(Aim.THROUGHPUT.verdict(750)).isEqualTo("**missed by 25 %**");
        }

        @Test
        void that_is_a_ceiling_is_met_below_and_missed_above() {
            assertThat(Aim.FLOOR.verdict(1.5)).isEqualTo("met");
            assertThat(Aim.FLOOR.verdict(1.8)).isEqualTo("**missed by 20 %**");
        }

        @Test
        void that_is_narrowly_missed_is_missed() {
            assertThat(Aim.MEMORY.verdict(300.1)).isEqualTo("**missed by 1 %**");
        }

        @Test
        void prints_its_limit_with_the_unit() {
            assertThat(Aim.FLOOR.limit()).isEqualTo("at most 1.50 times");
            assertThat(Aim.THROUGHPUT.limit()).isEqualTo("at least 1,000 updates/s");
        }
    }

    @Nested
    class Texts_of {
        @Test
        void durations_have_a_unit_that_fits_their_size() {
            assertThat(Texts.duration(Duration.ofNanos(8_440_000))).isEqualTo("8.4 ms");
            assertThat(Texts.duration(Duration.ofMillis(52))).isEqualTo("52 ms");
            assertThat(Texts.duration(Duration.ofMillis(2_096))).isEqualTo("2.10 s");
            assertThat(Texts.duration(Duration.ofMillis(1_167_510))).isEqualTo("1,168 s");
        }

        @Test
        void rates_have_a_fraction_where_they_are_small() {
            assertThat(Texts.perSecond(3.26)).isEqualTo("3.3/s");
            assertThat(Texts.perSecond(1_240.4)).isEqualTo("1,240/s");
        }
    }
}
