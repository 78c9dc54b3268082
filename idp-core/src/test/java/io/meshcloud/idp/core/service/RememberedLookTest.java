// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.automation.Reconciled;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A poll decides about an environment again exactly if something changed. A row that was not decided again is the same
 * object.
 */
class RememberedLookTest {
    private static final String AUTOMATIC = "releases:\n  deployOnPush: true\n";

    /** From 14:00 to 14:05 UTC; the clock starts at 12:00. */
    private static final String WITH_FREEZE = """
        releases:
          deployOnPush: true
          freezes:
            - start: "2026-10-01T16:00:00"
              end: "2026-10-01T16:05:00"
              zone: Europe/Berlin
        """;

    private final World world = World.withDev();

    private Reconciled.Looked look() {
        return world.reconciling.reconcile(false, (done, all) -> {}).environments().stream()
                .filter(row -> row.address().equals(DEV))
                .findFirst()
                .orElseThrow();
    }

    /** What an environment may be in for a long time. */
    enum Situation {
        WITHOUT_AN_IMAGE(world -> world.settings(AUTOMATIC)),
        UNCHANGED(world -> {
            world.settings(AUTOMATIC);
            world.push("1.0.0");
            world.reconciling.reconcile(false, (done, all) -> {});
        }),
        STOPPED(world -> world.settings(AUTOMATIC + "  stopped: fire\n")),
        FROZEN(world -> {
            world.settings(WITH_FREEZE);
            world.clock.advance(Duration.ofMinutes(121));
        }),
        EQUALLY_NEW(world -> {
            world.settings(AUTOMATIC);
            world.push("1.0.0", World.START);
            world.push("1.0.1", World.START);
        }),
        INVALID(world -> {
            world.settings(AUTOMATIC);
            write(world, World.environmentPath(DEV).value(), World.file("dev") + "spec:\n");
        }),
        WITH_A_BROKEN_RELEASE(world -> {
            world.settings(AUTOMATIC);
            write(world, World.releasePath(DEV).value(), "kind: ");
        }),
        WITH_A_RIVAL(world -> {
            world.settings(AUTOMATIC);
            write(world, World.environmentPath(RIVAL).value(), World.file("dev"));
        }),
        WAITING_FOR_STAGING(world -> {
            world.settings(AUTOMATIC + "environments:\n  dev:\n    promoteFrom:\n      - staging\n  staging: {}\n");
            world.push("1.0.0");
        }),
        WITHOUT_A_REGISTRY(world -> {
            world.settings(AUTOMATIC);
            world.registry.failWith(
                    Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "it is down", "registry.example.org", "wait"));
        }),
        WITH_MANY_TAGS(world -> {
            world.settings(AUTOMATIC);
            for (int i = 0; i < 300; i++) {
                world.push("1.0." + i, World.START.minusSeconds(i));
            }
            world.reconciling.reconcile(false, (done, all) -> {});
        });

        private final Consumer<World> arrange;

        Situation(Consumer<World> arrange) {
            this.arrange = arrange;
        }
    }

    private static final EnvironmentAddress RIVAL = EnvironmentAddress.parse("likvid/rival/dev");

    private static void write(World world, String path, String text) {
        world.state.foreignCommit("by somebody", Map.of(path, Bytes.utf8(text)));
    }

    @ParameterizedTest
    @EnumSource
    void is_not_decided_again_while_nothing_changes(Situation situation) {
        situation.arrange.accept(world);
        var first = look();
        int requests = world.registry.requests().size();

        world.clock.advance(Duration.ofMinutes(1));

        assertThat(look()).isSameAs(first);
        assertThat(world.registry
                        .requests()
                        .subList(requests, world.registry.requests().size()))
                .hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WAITING_FOR_STAGING")
    void is_not_decided_again_after_a_commit_elsewhere(Situation situation) {
        situation.arrange.accept(world);
        var first = look();

        write(world, "elsewhere/file", "text");

        assertThat(look()).isSameAs(first);
    }

    @Test
    void is_decided_again_after_a_commit_elsewhere_if_it_waits_for_another_environment() {
        Situation.WAITING_FOR_STAGING.arrange.accept(world);
        var first = look();
        assertThat(first.outcome()).isInstanceOf(ReleaseOutcome.Held.class);

        write(world, "elsewhere/file", "text");

        assertThat(look()).isNotSameAs(first);
    }

    /** What may change the decision about an environment that runs the newest image. */
    enum Change {
        ITS_FILE(world -> write(world, World.environmentPath(DEV).value(), World.file("dev") + "# edited\n")),
        ITS_RELEASE(world -> write(
                world,
                World.releasePath(DEV).value(),
                world.read(World.releasePath(DEV)).orElseThrow().asText() + "# edited\n")),
        THE_SETTINGS(world -> world.settings(WITH_FREEZE + "  stopped: fire\n")),
        A_RULE(world ->
                world.settings(WITH_FREEZE + "automation:\n  - environments: [\"*/*/dev\"]\n    order: semver\n")),
        A_FREEZE_BEGINS(world -> world.clock.set(World.START.plus(Duration.ofHours(2)))),
        THE_CLOCK_IS_SET_BACK(world -> world.clock.set(World.START.minusSeconds(1))),
        A_DAY(world -> world.clock.advance(Duration.ofHours(24))),
        A_RIVAL(world -> write(world, World.environmentPath(RIVAL).value(), World.file("dev"))),
        A_HINT(world -> world.reconciling.lookFirst(DEV)),
        AN_OLD_IMAGE(world -> world.push("0.9.0", World.START.minusSeconds(60))),
        A_MOVED_TAG(world -> world.registry.push(
                World.repository("dev"), TestImage.of("moved", World.START.minusSeconds(60)), Tag.parse("old"))),
        A_REMOVED_TAG(world -> world.registry.remove(
                World.repository("dev"),
                world.registry
                        .resolve(World.repository("dev"), Tag.parse("old"))
                        .image()
                        .orElseThrow()
                        .digest())),
        A_RELEASE_BY_HAND(world -> world.anotherProcess()
                .releases()
                .release(ReleaseRequest.of(DEV, ImageChoice.parse("old"), World.context())));

        private final Consumer<World> happen;

        Change(Consumer<World> happen) {
            this.happen = happen;
        }
    }

    @ParameterizedTest
    @EnumSource
    void is_decided_again_after(Change change) {
        world.settings(WITH_FREEZE);
        world.push("old", World.START.minusSeconds(120));
        world.push("1.0.0");
        look();
        var before = look();
        assertThat(before.outcome()).isInstanceOf(ReleaseOutcome.Unchanged.class);
        assertThat(look()).isSameAs(before);

        change.happen.accept(world);

        assertThat(look()).isNotSameAs(before);
    }

    @Test
    void what_a_freeze_held_is_decided_again_when_it_ends() {
        Situation.FROZEN.arrange.accept(world);
        world.push("1.0.0");
        assertThat(look().outcome()).isInstanceOf(ReleaseOutcome.Held.class);

        world.clock.advance(Duration.ofMinutes(5));

        assertThat(look().outcome()).isInstanceOf(ReleaseOutcome.Updated.class);
    }

    @Test
    void a_frozen_environment_costs_no_request() {
        Situation.FROZEN.arrange.accept(world);
        look();
        look();

        assertThat(world.registry.requests()).isEmpty();
    }

    @Test
    void a_registry_that_answers_again_is_believed() {
        Situation.WITHOUT_A_REGISTRY.arrange.accept(world);
        assertThat(look().problem()).isNotNull();
        assertThat(look().problem()).isNotNull();
        world.push("1.0.0");

        world.registry.recover();

        assertThat(look().outcome()).isInstanceOf(ReleaseOutcome.Updated.class);
    }

    @Test
    void a_registry_that_fails_for_a_while_does_not_cost_a_decision() {
        Situation.UNCHANGED.arrange.accept(world);
        var before = look();
        world.registry.failWith(
                Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "it is down", "registry.example.org", "wait"));
        assertThat(look().problem()).isNotNull();

        world.registry.recover();

        assertThat(look()).isSameAs(before);
    }
}
