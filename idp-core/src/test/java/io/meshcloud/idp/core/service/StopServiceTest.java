// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.context;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.view.PlatformView;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopServiceTest {
    private static final Reason WHY = Reason.parse("database migration: see #4711");

    private final World world = World.withDev();

    private String settings() {
        return world.read(PlatformView.PATH).orElseThrow().asText();
    }

    @Test
    void releases_are_refused_and_a_rollback_passes() {
        world.pushAndRelease("1.0.0");
        world.pushAndRelease("1.1.0");

        assertThat(world.stops.stop(WHY, context())).isInstanceOf(ChangeOutcome.Changed.class);

        world.push("1.2.0");
        assertThat(world.release("1.2.0")).isInstanceOfSatisfying(ReleaseOutcome.Rejected.class, it -> {
            assertThat(it.problem().code()).isEqualTo(ProblemCode.STOPPED);
            assertThat(it.problem().what()).contains(WHY.value());
        });
        assertThat(world.rollback()).isInstanceOf(ReleaseOutcome.Updated.class);
    }

    @Test
    void starting_again_restores_the_file() {
        world.settings("# ours\nreleases: # switches\n  deployOnPush: false # not yet\n");
        var before = settings();

        world.stops.stop(WHY, context());
        assertThat(settings()).contains("# ours", "# switches", "# not yet", "stopped:");
        assertThat(world.stops.start(context())).isInstanceOf(ChangeOutcome.Changed.class);

        assertThat(settings()).isEqualTo(before);
        assertThat(world.release("1.0.0")).isInstanceOf(ReleaseOutcome.Rejected.class);
    }

    @Test
    void a_stop_works_without_a_settings_file() {
        world.stops.stop(WHY, context());

        assertThat(PlatformView.settings(world.core.platform().read(world.state.snapshot()))
                        .orElseThrow()
                        .releases()
                        .stopped())
                .isEqualTo(WHY.value());
    }

    @Test
    void a_second_stop_changes_nothing_unless_the_reason_differs() {
        world.stops.stop(WHY, context());
        assertThat(world.stops.stop(WHY, context())).isInstanceOf(ChangeOutcome.Unchanged.class);
        assertThat(world.stops.stop(Reason.parse("worse"), context()))
                .isInstanceOfSatisfying(
                        ChangeOutcome.Changed.class,
                        it -> assertThat(it.warnings())
                                .singleElement()
                                .satisfies(warning -> assertThat(warning.what()).contains("replaces", WHY.value())));
        world.stops.start(context());
        assertThat(world.stops.start(context())).isInstanceOf(ChangeOutcome.Unchanged.class);
    }

    @Test
    void a_start_does_not_end_a_stop_that_its_caller_has_not_seen() {
        world.stops.stop(WHY, context());
        world.state.beforeNextCommit(() -> {
            var others = world.anotherProcess().stops();
            others.start(context());
            others.stop(Reason.parse("worse"), context());
        });

        assertThat(world.stops.start(context())).isInstanceOfSatisfying(ChangeOutcome.Rejected.class, it -> {
            assertThat(it.problem().code()).isEqualTo(ProblemCode.NOT_CURRENT);
            assertThat(it.problem().what()).contains("worse");
        });
        assertThat(settings()).contains("worse");
    }

    @Test
    void only_the_platform_may_stop() {
        var somebody = context(Caller.granted(new Actor("ada"), List.of()));

        assertThat(world.stops.stop(WHY, somebody))
                .isInstanceOfSatisfying(
                        ChangeOutcome.Rejected.class,
                        it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.FORBIDDEN));
    }

    @Test
    void broken_settings_are_not_changed() {
        world.breakSettings();

        assertThat(world.stops.stop(WHY, context())).isInstanceOf(ChangeOutcome.Rejected.class);
    }
}
