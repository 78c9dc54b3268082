// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.environmentPath;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.AddressPattern;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.environment.Assignment;
import io.meshcloud.idp.core.outcome.ChangeOutcome;
import io.meshcloud.idp.spi.caller.Actor;
import io.meshcloud.idp.spi.caller.Caller;
import io.meshcloud.idp.spi.caller.Grant;
import io.meshcloud.idp.spi.caller.Right;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldServiceTest {
    private final World world = World.withDev();

    private static String withMode(String mode) {
        return World.file("dev")
                .replace("  runtime:\n", "    deployPolicy:\n      mode: " + mode + " # ours\n  runtime:\n");
    }

    private void onFile(String text) {
        world.state.foreignCommit("by hand", Map.of(environmentPath(DEV).value(), Bytes.utf8(text)));
    }

    private ChangeOutcome hold() {
        return world.holds.hold(DEV, context());
    }

    private ChangeOutcome resume() {
        return world.holds.resume(DEV, context());
    }

    @Test
    void a_hold_makes_the_environment_manual_and_remembers_the_previous_mode() {
        onFile(withMode("auto"));

        assertThat(hold()).isInstanceOf(ChangeOutcome.Changed.class);

        assertThat(world.devFile()).isEqualTo(withMode("manual"));
        assertThat(world.lastMessage().trailer(TrailerKey.HELD_MODE)).contains("auto");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "absent"})
    void hold_and_resume_leave_identical_bytes(String mode) {
        var before = mode.equals("auto") ? withMode("auto") : World.file("dev");
        onFile(before);

        hold();
        assertThat(world.devFile()).isNotEqualTo(before);
        assertThat(resume()).isInstanceOf(ChangeOutcome.Changed.class);

        assertThat(world.devFile()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "absent"})
    void a_change_in_between_survives_the_resume(String mode) {
        var before = mode.equals("auto") ? withMode("auto") : World.file("dev");
        onFile(before);
        hold();
        world.configuration.set(DEV, List.of(Assignment.parse("runtime.scaling.replicas=3")), context());

        assertThat(resume()).isInstanceOf(ChangeOutcome.Changed.class);

        assertThat(world.devFile()).isEqualTo(before.replace("replicas: 2", "replicas: 3"));
    }

    @Test
    void a_second_hold_changes_nothing() {
        hold();

        assertThat(hold()).isInstanceOf(ChangeOutcome.Unchanged.class);
        resume();
        assertThat(world.devFile()).isEqualTo(World.file("dev"));
        assertThat(resume()).isInstanceOf(ChangeOutcome.Unchanged.class);
    }

    @Test
    void an_environment_that_is_manual_by_default_or_declared_so_is_not_held() {
        world.state.foreignCommit("prod", Map.of(environmentPath(World.PROD).value(), Bytes.utf8(World.file("prod"))));
        onFile(withMode("manual"));

        assertThat(world.holds.hold(World.PROD, context())).isInstanceOf(ChangeOutcome.Unchanged.class);
        assertThat(hold()).isInstanceOf(ChangeOutcome.Unchanged.class);
    }

    @Test
    void a_manual_environment_stays_manual() {
        onFile(withMode("manual"));

        assertThat(resume())
                .isInstanceOfSatisfying(
                        ChangeOutcome.Unchanged.class,
                        it -> assertThat(it.note()).contains("no hold"));
        assertThat(world.devFile()).isEqualTo(withMode("manual"));
    }

    @Test
    void applying_a_whole_file_ends_the_hold() {
        hold();
        world.apply(withMode("manual"), false);

        assertThat(resume()).isInstanceOf(ChangeOutcome.Unchanged.class);
        assertThat(world.devFile()).isEqualTo(withMode("manual"));
    }

    @Test
    void an_environment_that_was_recreated_after_the_hold_is_not_held() {
        hold();
        world.environments.retire(DEV, context());
        world.create(DEV, withMode("manual"), null);

        assertThat(resume()).isInstanceOf(ChangeOutcome.Unchanged.class);
    }

    @Test
    void a_hold_that_was_resumed_does_not_come_back_when_somebody_declares_manual_later() {
        hold();
        resume();
        onFile(withMode("manual"));

        assertThat(resume()).isInstanceOf(ChangeOutcome.Unchanged.class);
        assertThat(world.devFile()).isEqualTo(withMode("manual"));
    }

    @Test
    void a_manual_edit_ends_the_hold() {
        hold();
        onFile(withMode("auto"));

        assertThat(resume()).isInstanceOf(ChangeOutcome.Unchanged.class);
    }

    @Test
    void a_hold_ends_when_anyone_removes_its_file() {
        hold();
        world.state.foreignRemoval("gone", environmentPath(DEV).value());
        onFile(withMode("manual"));

        assertThat(resume()).isInstanceOf(ChangeOutcome.Unchanged.class);
        assertThat(world.devFile()).isEqualTo(withMode("manual"));
    }

    @Test
    void a_resume_ends_only_the_hold_that_it_saw() {
        hold();
        world.state.beforeNextCommit(() -> {
            var others = world.anotherProcess().holds();
            others.resume(DEV, context());
            others.hold(DEV, context());
        });

        assertThat(resume()).isInstanceOfSatisfying(ChangeOutcome.Rejected.class, it -> {
            assertThat(it.problem().code()).isEqualTo(ProblemCode.NOT_CURRENT);
            assertThat(it.problem().what()).contains("held again");
        });
        assertThat(world.devFile()).contains("mode: manual");
    }

    @Test
    void the_second_of_two_concurrent_resumes_changes_nothing() {
        hold();

        var outcomes = world.together(List.of(this::resume, this::resume));

        assertThat(outcomes.get(0)).isInstanceOf(ChangeOutcome.Changed.class);
        assertThat(outcomes.get(1)).isInstanceOf(ChangeOutcome.Unchanged.class);
        assertThat(world.devFile()).isEqualTo(World.file("dev"));
    }

    @Test
    void hold_and_resume_need_the_same_grant() {
        var release =
                Caller.granted(new Actor("team-a"), List.of(new Grant(AddressPattern.of(DEV), Set.of(Right.RELEASE))));
        var hold = Caller.granted(new Actor("team-a"), List.of(new Grant(AddressPattern.of(DEV), Set.of(Right.HOLD))));

        assertThat(world.holds.hold(DEV, context(release)))
                .isInstanceOfSatisfying(
                        ChangeOutcome.Rejected.class,
                        it -> assertThat(it.problem().code()).isEqualTo(ProblemCode.FORBIDDEN));
        assertThat(world.holds.hold(DEV, context(hold))).isInstanceOf(ChangeOutcome.Changed.class);
        assertThat(world.holds.resume(DEV, context(release))).isInstanceOf(ChangeOutcome.Rejected.class);
        assertThat(world.holds.resume(DEV, context(hold))).isInstanceOf(ChangeOutcome.Changed.class);
    }

    @Test
    void a_dry_run_shows_both_texts_and_writes_nothing() {
        var outcome = world.holds.hold(DEV, World.dryRun());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ChangeOutcome.Planned.class,
                        it -> assertThat(it.files()).singleElement().satisfies(file -> {
                            assertThat(file.before().asText()).isEqualTo(World.file("dev"));
                            assertThat(file.after().asText()).contains("mode: manual");
                        }));
        assertThat(world.devFile()).isEqualTo(World.file("dev"));
    }
}
