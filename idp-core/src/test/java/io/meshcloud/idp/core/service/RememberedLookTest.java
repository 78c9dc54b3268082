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
        WITHOUT_AN_IMAGE,
        UNCHANGED,
        STOPPED,
        FROZEN,
        EQUALLY_NEW,
        INVALID,
        WITH_A_BROKEN_RELEASE,
        WITH_A_RIVAL,
        WAITING_FOR_STAGING,
        WITHOUT_A_REGISTRY,
        WITH_MANY_TAGS
    }

    private static void arrange(World world, Situation situation) {
        switch (situation) {
            case WITHOUT_AN_IMAGE -> world.settings(AUTOMATIC);
            case UNCHANGED -> {
                world.settings(AUTOMATIC);
                world.push("1.0.0");
                world.reconciling.reconcile(false, (done, all) -> {});
            }
            case STOPPED -> world.settings(AUTOMATIC + "  stopped: fire\n");
            case FROZEN -> {
                world.settings(WITH_FREEZE);
                world.clock.advance(Duration.ofMinutes(121));
            }
            case EQUALLY_NEW -> {
                world.settings(AUTOMATIC);
                world.push("1.0.0", World.START);
                world.push("1.0.1", World.START);
            }
            case INVALID -> {
                world.settings(AUTOMATIC);
                write(world, World.environmentPath(DEV).value(), World.file("dev") + "spec:\n");
            }
            case WITH_A_BROKEN_RELEASE -> {
                world.settings(AUTOMATIC);
                write(world, World.releasePath(DEV).value(), "kind: ");
            }
            case WITH_A_RIVAL -> {
                world.settings(AUTOMATIC);
                write(world, World.environmentPath(RIVAL).value(), World.file("dev"));
            }
            case WAITING_FOR_STAGING -> {
                world.settings(AUTOMATIC + "environments:\n  dev:\n    promoteFrom:\n      - staging\n  staging: {}\n");
                world.push("1.0.0");
            }
            case WITHOUT_A_REGISTRY -> {
                world.settings(AUTOMATIC);
                world.registry.failWith(
                        Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "it is down", "registry.example.org", "wait"));
            }
            case WITH_MANY_TAGS -> {
                world.settings(AUTOMATIC);
                for (int i = 0; i < 300; i++) {
                    world.push("1.0." + i, World.START.minusSeconds(i));
                }
                world.reconciling.reconcile(false, (done, all) -> {});
            }
        }
    }

    private static final EnvironmentAddress RIVAL = EnvironmentAddress.parse("likvid/rival/dev");

    private static void write(World world, String path, String text) {
        world.state.foreignCommit("by somebody", Map.of(path, Bytes.utf8(text)));
    }

    @ParameterizedTest
    @EnumSource
    void is_not_decided_again_while_nothing_changes(Situation situation) {
        arrange(world, situation);
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
        arrange(world, situation);
        var first = look();

        write(world, "elsewhere/file", "text");

        assertThat(look()).isSameAs(first);
    }

    @Test
    void is_decided_again_after_a_commit_elsewhere_if_it_waits_for_another_environment() {
        arrange(world, Situation.WAITING_FOR_STAGING);
        var first = look();
        assertThat(first.outcome()).isInstanceOf(ReleaseOutcome.Held.class);

        write(world, "elsewhere/file", "text");

        assertThat(look()).isNotSameAs(first);
    }

    /** What may change the decision about an environment that runs the newest image. */
    enum Change {
        ITS_FILE,
        ITS_RELEASE,
        THE_SETTINGS,
        A_RULE,
        A_FREEZE_BEGINS,
        THE_CLOCK_IS_SET_BACK,
        A_DAY,
        A_RIVAL,
        A_HINT,
        AN_OLD_IMAGE,
        A_MOVED_TAG,
        A_REMOVED_TAG,
        A_RELEASE_BY_HAND
    }

    private static void happen(World world, Change change) {
        switch (change) {
            case ITS_FILE -> write(world, World.environmentPath(DEV).value(), World.file("dev") + "# edited\n");
            case ITS_RELEASE ->
                write(
                        world,
                        World.releasePath(DEV).value(),
                        world.read(World.releasePath(DEV)).orElseThrow().asText() + "# edited\n");
            case THE_SETTINGS -> world.settings(WITH_FREEZE + "  stopped: fire\n");
            case A_RULE ->
                world.settings(WITH_FREEZE + "automation:\n  - environments: [\"*/*/dev\"]\n    order: semver\n");
            case A_FREEZE_BEGINS -> world.clock.set(World.START.plus(Duration.ofHours(2)));
            case THE_CLOCK_IS_SET_BACK -> world.clock.set(World.START.minusSeconds(1));
            case A_DAY -> world.clock.advance(Duration.ofHours(24));
            case A_RIVAL -> write(world, World.environmentPath(RIVAL).value(), World.file("dev"));
            case A_HINT -> world.reconciling.lookFirst(DEV);
            case AN_OLD_IMAGE -> world.push("0.9.0", World.START.minusSeconds(60));
            case A_MOVED_TAG ->
                world.registry.push(
                        World.repository("dev"), TestImage.of("moved", World.START.minusSeconds(60)), Tag.parse("old"));
            case A_REMOVED_TAG ->
                world.registry.remove(
                        World.repository("dev"),
                        world.registry
                                .resolve(World.repository("dev"), Tag.parse("old"))
                                .image()
                                .orElseThrow()
                                .digest());
            case A_RELEASE_BY_HAND ->
                world.anotherProcess()
                        .releases()
                        .release(ReleaseRequest.of(DEV, ImageChoice.parse("old"), World.context()));
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

        happen(world, change);

        assertThat(look()).isNotSameAs(before);
    }

    @Test
    void what_a_freeze_held_is_decided_again_when_it_ends() {
        arrange(world, Situation.FROZEN);
        world.push("1.0.0");
        assertThat(look().outcome()).isInstanceOf(ReleaseOutcome.Held.class);

        world.clock.advance(Duration.ofMinutes(5));

        assertThat(look().outcome()).isInstanceOf(ReleaseOutcome.Updated.class);
    }

    @Test
    void a_frozen_environment_costs_no_request() {
        arrange(world, Situation.FROZEN);
        look();
        look();

        assertThat(world.registry.requests()).isEmpty();
    }

    @Test
    void a_registry_that_answers_again_is_believed() {
        arrange(world, Situation.WITHOUT_A_REGISTRY);
        assertThat(look().problem()).isNotNull();
        assertThat(look().problem()).isNotNull();
        world.push("1.0.0");

        world.registry.recover();

        assertThat(look().outcome()).isInstanceOf(ReleaseOutcome.Updated.class);
    }

    @Test
    void a_registry_that_fails_for_a_while_does_not_cost_a_decision() {
        arrange(world, Situation.UNCHANGED);
        var before = look();
        world.registry.failWith(
                Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "it is down", "registry.example.org", "wait"));
        assertThat(look().problem()).isNotNull();

        world.registry.recover();

        assertThat(look()).isSameAs(before);
    }

    @Test
    void a_file_outside_the_layout_is_reported_from_its_commit_on_until_it_is_removed() {
        arrange(world, Situation.UNCHANGED);
        look();
        write(world, "workspaces/likvid/hello-api/app-env.yaml", World.file("dev"));
        assertThat(unread()).isEqualTo(1);
        write(world, "elsewhere/file", "text");
        assertThat(unread()).isEqualTo(1);

        world.state.foreignRemoval("removed", "workspaces/likvid/hello-api/app-env.yaml");

        assertThat(unread()).isZero();
    }

    private int unread() {
        return world.reconciling.reconcile(false, (done, all) -> {}).unread().size();
    }
}
