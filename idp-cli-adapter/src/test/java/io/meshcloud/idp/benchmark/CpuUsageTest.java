// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** How the counters of Linux become shares of CPU time. */
class CpuUsageTest {
    private static final String MACHINE = "cpu  %1$d 0 100 %2$d 50 0 10 %3$d %1$d 0\ncpu0 1 2 3 4 5 6 7 8 9 10\n";
    private static final String PROCESS = "42 (name) with (parens) S 1 1 1 0 -1 0 0 0 0 0 %d %d %d %d 20 0";

    private static CpuUsage.Ticks ticks(int user, int idle, int stolen, int own, int children) {
        return CpuUsage.Ticks.parse(MACHINE.formatted(user, idle, stolen), PROCESS.formatted(own, 1, children, 2));
    }

    @Test
    void time_is_split_into_ours_others_stolen_and_idle() {
        var busy = ticks(600, 1_300, 100, 210, 110).since(ticks(0, 1_000, 0, 10, 10), 1.5);

        // Of 1,000 ticks 600 are user time, 300 idle and 100 stolen; 300 belong to this process and its children.
        assertThat(busy.used()).isEqualTo(0.6, within(1e-9));
        assertThat(busy.own()).isEqualTo(0.3, within(1e-9));
        assertThat(busy.others()).isEqualTo(0.3, within(1e-9));
        assertThat(busy.stolen()).isEqualTo(0.1, within(1e-9));
        assertThat(busy).hasToString("60 % used, of which 30 % by others; 10 % stolen; load 1.5");
    }

    @Test
    void other_processes_and_stolen_time_make_the_machine_noisy() {
        assertThat(new CpuUsage(0.9, 0.85, 0.01, 2).isQuiet()).isTrue();
        assertThat(new CpuUsage(0.9, 0.6, 0.01, 2).isQuiet()).isFalse();
        assertThat(new CpuUsage(0.9, 0.85, 0.2, 2).isQuiet()).isFalse();
    }

    @Test
    void the_peak_of_memory_is_in_bytes() {
        assertThat(PeakMemory.parse("Name:\tjava\nVmPeak:\t  9 kB\nVmHWM:\t  2048 kB\nVmRSS:\t 1 kB\n"))
                .isEqualTo(2_048 * 1_024);
    }
}
