// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.context;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.automation.ReconcileService;
import io.meshcloud.idp.core.automation.Reconciled;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A poll remembers what the last one found. That saves work, and must never change a result. */
class RepeatedLookProperties {
    private static final EnvironmentAddress RIVAL = EnvironmentAddress.parse("likvid/rival/dev");
    private static final EnvironmentAddress STAGING = EnvironmentAddress.parse("likvid/hello-api/staging");
    private static final String AUTOMATIC = "releases:\n  deployOnPush: true\n";
    /** The freeze begins two hours after the start of the clock of {@link World}. */
    private static final String WITH_FREEZE = """
        releases:
          deployOnPush: true
          freezes:
            - start: "2026-10-01T16:00:00"
              end: "2026-10-01T16:05:00"
              zone: Europe/Berlin
        """;

    /** What happens between two polls. */
    enum Event {
        A_PUSH,
        AN_OLD_PUSH,
        A_PUSH_FROM_A_CLOCK_AHEAD,
        A_MOVED_TAG,
        A_DELETED_IMAGE,
        A_RELEASE_BY_HAND,
        A_ROLLBACK,
        A_RIVAL_FOR_THE_REPOSITORY,
        THE_END_OF_THE_RIVAL,
        A_BROKEN_FILE,
        A_BROKEN_RELEASE,
        A_FREEZE_IN_THE_SETTINGS,
        NO_FREEZE_IN_THE_SETTINGS,
        A_STOP_IN_THE_SETTINGS,
        A_RULE_IN_THE_SETTINGS,
        A_GATE_IN_THE_SETTINGS,
        A_RELEASE_BEFORE_THE_GATE,
        A_RELEASE_DESPITE_ALL_RULES,
        A_HOLD,
        THE_END_OF_THE_HOLD,
        A_HINT,
        A_REGISTRY_THAT_FAILS,
        A_REGISTRY_THAT_ANSWERS,
        A_CLOCK_THAT_IS_SET_BACK,
        A_MINUTE,
        AN_HOUR,
        SOMETHING_ELSEWHERE
    }

    @Property(tries = 300)
    void a_poll_that_remembers_finds_what_a_new_process_finds(
            @ForAll @Size(min = 1, max = 12) List<Event> events, @ForAll @IntRange(max = 2) int pollsBetween) {
        var world = World.withDev();
        world.settings(AUTOMATIC);
        for (int i = 0; i < events.size(); i++) {
            var event = events.get(i);
            int number = i;
            attempt(() -> happen(world, event, number));
            assertThat(rows(world.reconciling, true))
                    .as("after %s", events.subList(0, i + 1))
                    .isEqualTo(rows(world.anotherProcess().reconciliation(), true));
            for (int poll = 0; poll < pollsBetween; poll++) {
                rows(world.reconciling, false);
            }
        }
    }

    @Test
    void a_freeze_holds_what_was_unchanged_a_minute_ago() {
        var world = World.withDev();
        world.settings(WITH_FREEZE);
        world.push("1.0.0");
        rows(world.reconciling, false);
        world.clock.advance(Duration.ofMinutes(118));
        assertThat(outcomes(world)).singleElement().isInstanceOf(ReleaseOutcome.Unchanged.class);

        world.clock.advance(Duration.ofMinutes(3));

        assertThat(outcomes(world)).singleElement().isInstanceOf(ReleaseOutcome.Held.class);
    }

    @Test
    void an_image_of_the_future_is_taken_when_its_time_has_come() {
        var world = World.withDev();
        world.settings(AUTOMATIC);
        world.push("1.0.0");
        rows(world.reconciling, false);
        var ahead = world.push("1.1.0", world.clock.instant().plusSeconds(120));
        assertThat(outcomes(world)).singleElement().isInstanceOf(ReleaseOutcome.Unchanged.class);

        world.clock.advance(Duration.ofMinutes(3));

        assertThat(outcomes(world)).singleElement().isInstanceOf(ReleaseOutcome.Updated.class);
        assertThat(world.running()).contains(ahead);
    }

    private static List<ReleaseOutcome> outcomes(World world) {
        return world.reconciling.reconcile(false, (done, all) -> {}).environments().stream()
                .map(Reconciled.Looked::outcome)
                .toList();
    }

    /** What a row says, without the times and ids that differ between two processes. */
    private record Said(EnvironmentAddress address, Class<?> outcome, Optional<String> image, String problem) {
        private static Said of(Reconciled.Looked row) {
            var outcome = row.outcome();
            if (outcome == null) {
                return new Said(row.address(), Void.class, Optional.empty(), String.valueOf(row.problem()));
            }
            return new Said(
                    row.address(),
                    outcome.getClass(),
                    Optional.ofNullable(outcome.details().image()).map(Object::toString),
                    outcome instanceof ReleaseOutcome.Rejected rejected
                            ? rejected.problem().toString()
                            : outcome.details().warnings().toString());
        }
    }

    private static List<Said> rows(ReconcileService poll, boolean dryRun) {
        return poll.reconcile(dryRun, (done, all) -> {}).environments().stream()
                .map(Said::of)
                .toList();
    }

    private static void happen(World world, Event event, int number) {
        var now = world.clock.instant();
        switch (event) {
            case A_PUSH -> world.push("new-" + number, now);
            case AN_OLD_PUSH -> world.push("old-" + number, World.START.minusSeconds(number));
            case A_PUSH_FROM_A_CLOCK_AHEAD -> world.push("ahead-" + number, now.plusSeconds(90));
            case A_MOVED_TAG ->
                world.registry.push(
                        World.repository("dev"),
                        TestImage.of("moved " + number, now.minusSeconds(1)),
                        Tag.parse("moving"));
            case A_DELETED_IMAGE ->
                world.running().ifPresent(digest -> world.registry.remove(World.repository("dev"), digest));
            case A_RELEASE_BY_HAND -> {
                world.push("by-hand", World.START.minusSeconds(60));
                world.anotherProcess()
                        .releases()
                        .release(ReleaseRequest.of(DEV, ImageChoice.parse("by-hand"), context()));
            }
            case A_ROLLBACK -> world.rollback();
            case A_RIVAL_FOR_THE_REPOSITORY ->
                write(world, World.environmentPath(RIVAL).value(), World.file("dev"));
            case THE_END_OF_THE_RIVAL ->
                write(world, World.environmentPath(RIVAL).value(), "not an environment");
            case A_BROKEN_FILE -> write(world, World.environmentPath(DEV).value(), World.file("dev") + "spec:\n");
            case A_BROKEN_RELEASE -> write(world, World.releasePath(DEV).value(), "kind: ");
            case A_FREEZE_IN_THE_SETTINGS -> world.settings(WITH_FREEZE);
            case NO_FREEZE_IN_THE_SETTINGS -> world.settings(AUTOMATIC);
            case A_STOP_IN_THE_SETTINGS -> world.settings(AUTOMATIC + "  stopped: fire\n");
            case A_RULE_IN_THE_SETTINGS ->
                world.settings(AUTOMATIC + "automation:\n  - environments: [\"*/*/dev\"]\n    ignore: [\"new-.*\"]\n");
            case A_GATE_IN_THE_SETTINGS ->
                world.settings(AUTOMATIC + "environments:\n  dev:\n    promoteFrom:\n      - staging\n  staging: {}\n");
            case A_RELEASE_BEFORE_THE_GATE -> {
                write(world, World.environmentPath(STAGING).value(), World.file("staging"));
                world.registry.push(
                        World.repository("staging"), TestImage.of("new-" + (number - 1), now), Tag.parse("staged"));
                world.anotherProcess()
                        .releases()
                        .release(ReleaseRequest.of(STAGING, ImageChoice.parse("staged"), context()));
            }
            case A_RELEASE_DESPITE_ALL_RULES -> {
                world.push("urgent", World.START.minusSeconds(30));
                world.anotherProcess()
                        .releases()
                        .release(ReleaseRequest.of(DEV, ImageChoice.parse("urgent"), context())
                                .overriding(new Reason("fire")));
            }
            case A_HOLD -> world.holds.hold(DEV, context().because(new Reason("wait")));
            case THE_END_OF_THE_HOLD -> world.holds.resume(DEV, context());
            case A_HINT -> world.reconciling.lookFirst(DEV);
            case A_REGISTRY_THAT_FAILS ->
                world.registry.failWith(
                        Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "it is down", "registry.example.org", "wait"));
            case A_REGISTRY_THAT_ANSWERS -> world.registry.recover();
            case A_CLOCK_THAT_IS_SET_BACK -> world.clock.advance(Duration.ofMinutes(-90));
            case A_MINUTE -> world.clock.advance(Duration.ofMinutes(1));
            case AN_HOUR -> world.clock.advance(Duration.ofHours(1));
            case SOMETHING_ELSEWHERE -> write(world, "elsewhere/file", "text " + number);
        }
    }

    /** Somebody tries it, and may be refused. */
    private static void attempt(Runnable action) {
        try {
            action.run();
        } catch (IdpException e) {
            // For example, the registry is down.
        }
    }

    private static void write(World world, String path, String text) {
        world.state.foreignCommit("by somebody", Map.of(path, Bytes.utf8(text)));
    }
}
