// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Contestants take turns; a turn in this test advances a fake clock by one second. */
class RoundsTest {
    private final List<String> turns = new ArrayList<>();
    private long now;

    private int play(int budgetSeconds, int least) {
        return new Rounds(() -> now, Duration.ofSeconds(budgetSeconds), least)
                .play(List.<Runnable>of(() -> turn("A"), () -> turn("B")));
    }

    private void turn(String name) {
        turns.add(name);
        now += Duration.ofSeconds(1).toNanos();
    }

    @Test
    void contestants_alternate() {
        play(6, 1);
        assertThat(turns).containsExactly("A", "B", "A", "B", "A", "B");
    }

    @Test
    void a_round_that_would_exceed_the_budget_does_not_start() {
        assertThat(play(7, 1)).isEqualTo(3);
    }

    @Test
    void the_minimum_number_of_rounds_runs_even_over_the_budget() {
        assertThat(play(1, 4)).isEqualTo(4);
        assertThat(turns).hasSize(8);
    }
}
