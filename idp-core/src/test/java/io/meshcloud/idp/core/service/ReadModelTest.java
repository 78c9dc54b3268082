// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.spi.caller.Reason;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How old an answer of the read model is. */
class ReadModelTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final World world = World.withDev();

    private void addProd() {
        world.state.foreignCommit(
                "prod", Map.of(World.environmentPath(World.PROD).value(), Bytes.utf8(World.file("prod"))));
    }

    private int count(Duration age) {
        return world.core.readModel().atMost(age).byAddress().size();
    }

    @Test
    void an_answer_may_be_as_old_as_the_caller_accepts_and_not_older() {
        assertThat(count(MINUTE)).isEqualTo(1);
        addProd();

        world.clock.advance(Duration.ofSeconds(59));
        assertThat(count(MINUTE)).isEqualTo(1);
        world.clock.advance(Duration.ofSeconds(1));
        assertThat(count(MINUTE)).isEqualTo(2);
    }

    @Test
    void an_answer_that_may_have_no_age_is_fetched() {
        assertThat(count(Duration.ZERO)).isEqualTo(1);
        addProd();

        assertThat(count(Duration.ZERO)).isEqualTo(2);
    }

    @Test
    void what_this_process_has_written_is_part_of_an_old_answer() {
        assertThat(world.core.readModel().atMost(MINUTE).byAddress().get(DEV).held())
                .isFalse();

        world.holds.hold(DEV, World.context().because(new Reason("wait")));

        var hold = world.core.readModel().atMost(MINUTE).byAddress().get(DEV).hold();
        assertThat(hold).isNotNull();
        assertThat(hold.reason()).isEqualTo("wait");
        assertThat(hold.actor()).isEqualTo("platform-team");
        assertThat(hold.since()).isEqualTo(world.clock.instant());
    }

    @Test
    void after_a_clock_was_set_back_the_remote_is_asked() {
        assertThat(count(MINUTE)).isEqualTo(1);
        addProd();

        world.clock.advance(Duration.ofHours(-1));

        assertThat(count(MINUTE)).isEqualTo(2);
    }
}
