// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static io.meshcloud.idp.core.service.World.context;
import static io.meshcloud.idp.core.service.World.repository;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.image.Digest;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.automation.AutomationRequest;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ExpectedCurrent;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.rollback.RollbackRequest;
import io.meshcloud.idp.core.rollback.RollbackTarget;
import io.meshcloud.idp.spi.caller.Reason;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.testkit.registry.TestImage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Automation never goes back, and the decision of a person holds until something is pushed after it: for builds, people
 * and automation whose clocks differ by up to an hour, for builds that write no useful time, for an index of images
 * that were pushed before it, and for decisions during a hold.
 */
class ClockSkewProperties {
    private enum Kind {
        PUSH,
        PUSH_REPRODUCIBLE,
        PUSH_WITHOUT_TIME,
        PUSH_INDEX,
        RELEASE,
        ROLL_BACK,
        HOLD,
        RESUME,
        LOOK
    }

    /**
     * One step of a person, a build or automation.
     *
     * @param clock by how many minutes the clock that is used in this step is ahead of the slowest one
     * @param choice which image a person releases, or an index contains
     * @param pause the minutes until the next step
     */
    private record Step(Kind kind, int clock, int choice, int pause) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        var one = Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.of(0, 1, 30, 59, 60),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.of(0, 1, 20, 90))
                .as(Step::new);
        return one.list().ofMinSize(4).ofMaxSize(24);
    }

    @Property(tries = 150)
    void decisions_of_people_are_kept_by_created_time(@ForAll("steps") List<Step> steps) {
        new Story(false).play(steps);
    }

    @Property(tries = 150)
    void decisions_of_people_are_kept_by_push_time(@ForAll("steps") List<Step> steps) {
        new Story(true).play(steps);
    }

    @Property(tries = 30)
    void a_decision_is_kept_if_its_clock_is_slow(@ForAll @Size(min = 1, max = 3) List<Kind> before) {
        var story = new Story(false);
        before.forEach(kind -> story.step(new Step(kind, 60, 0, 0)));
        story.step(new Step(Kind.PUSH, 60, 0, 1));
        story.step(new Step(Kind.PUSH_REPRODUCIBLE, 60, 0, 1));
        story.step(new Step(Kind.RELEASE, 0, 0, 120));
        story.step(new Step(Kind.LOOK, 60, 0, 0));
    }

    @Property(tries = 30)
    void a_decision_during_a_hold_is_kept_after_it(@ForAll boolean byPush, @ForAll("choices") Kind decision) {
        var story = new Story(byPush);
        story.step(new Step(Kind.PUSH, 0, 0, 1));
        story.step(new Step(Kind.LOOK, 60, 0, 1));
        story.step(new Step(Kind.PUSH, 0, 0, 1));
        story.step(new Step(Kind.LOOK, 60, 0, 1));
        story.step(new Step(Kind.HOLD, 0, 0, 1));
        story.step(new Step(Kind.PUSH, 0, 0, 1));
        story.step(new Step(decision, 0, 2, 1));
        story.step(new Step(Kind.RESUME, 0, 0, 1));
        story.step(new Step(Kind.LOOK, 60, 0, 0));
    }

    @Property(tries = 30)
    void a_decision_for_an_image_of_an_index_is_kept(@ForAll boolean byPush, @ForAll("choices") Kind decision) {
        var story = new Story(byPush);
        story.step(new Step(Kind.PUSH, 0, 0, 1));
        story.step(new Step(Kind.LOOK, 60, 0, 1));
        story.step(new Step(Kind.PUSH_INDEX, 0, 0, 1));
        story.step(new Step(Kind.LOOK, 60, 0, 1));
        story.step(new Step(decision, 0, 1, 1));
        story.step(new Step(Kind.LOOK, 60, 0, 0));
    }

    @Provide
    Arbitrary<Kind> choices() {
        return Arbitraries.of(Kind.RELEASE, Kind.ROLL_BACK);
    }

    /** One environment, its registry, and what happened so far. */
    private static final class Story {
        private final World world = World.withDev();
        private final Map<Integer, IdpCore> cores = new HashMap<>();
        private final boolean byPush;
        private final List<Digest> pushed = new ArrayList<>();
        private final List<TestImage> images = new ArrayList<>();
        private final Map<Digest, Digest> imageOfIndex = new HashMap<>();
        private final Map<Digest, Instant> times = new HashMap<>();
        private int pushedAtDecision = -1;

        Story(boolean byPush) {
            this.byPush = byPush;
            world.settings("releases: {deployOnPush: true}");
            if (byPush) {
                world.registry.orderByPushes();
            }
        }

        void play(List<Step> steps) {
            steps.forEach(this::step);
            // Nothing is pushed any more: automation decides last, on every clock.
            List.of(0, 30, 60).forEach(clock -> step(new Step(Kind.LOOK, clock, 0, 120)));
        }

        void step(Step step) {
            switch (step.kind()) {
                case PUSH -> push(clock(step).instant());
                case PUSH_REPRODUCIBLE -> push(Instant.EPOCH);
                case PUSH_WITHOUT_TIME -> push(null);
                case PUSH_INDEX -> pushIndex(step);
                case HOLD -> core(step).holds().hold(DEV, context());
                case RESUME -> core(step).holds().resume(DEV, context());
                case RELEASE -> release(step);
                case ROLL_BACK -> decided(core(step).rollbacks().rollback(rollback()));
                case LOOK -> look(step);
            }
            world.clock.advance(Duration.ofMinutes(step.pause()));
        }

        private Clock clock(Step step) {
            return Clock.offset(world.clock, Duration.ofMinutes(step.clock()));
        }

        private IdpCore core(Step step) {
            return cores.computeIfAbsent(
                    step.clock(), any -> IdpCore.of(world.state.anotherInstance(), world.registry, clock(step)));
        }

        private void push(@Nullable Instant created) {
            var tag = Tag.parse("t" + pushed.size());
            var image = TestImage.of(tag.value(), created);
            images.add(image);
            pushed(tag, world.registry.push(repository("dev"), image, tag), created);
        }

        /**
         * Pushes an index of an image that was pushed before and of one for another platform. The index is as old as
         * the newer of the two images.
         */
        private void pushIndex(Step step) {
            if (images.isEmpty()) {
                return;
            }
            var image = images.get(Math.floorMod(images.size() - 1 - step.choice(), images.size()));
            var tag = Tag.parse("t" + pushed.size());
            var other = TestImage.of("other platform " + tag, Instant.EPOCH);
            var digest = world.registry.pushIndex(repository("dev"), List.of(image, other), tag);
            imageOfIndex.put(digest, world.registry.push(repository("dev"), image));
            pushed(tag, digest, image.created());
        }

        private void pushed(Tag tag, Digest digest, @Nullable Instant created) {
            pushed.add(digest);
            if (byPush) {
                // The registry has one clock of its own.
                var at = world.clock.instant().plus(Duration.ofMinutes(45));
                world.registry.pushedAt(repository("dev"), tag, at);
                times.put(digest, at);
            } else if (created != null && created.isAfter(Instant.EPOCH)) {
                times.put(digest, created);
            }
        }

        private void release(Step step) {
            if (pushed.isEmpty()) {
                return;
            }
            var tag = "t" + Math.floorMod(pushed.size() - 1 - step.choice(), pushed.size());
            decided(core(step).releases().release(ReleaseRequest.of(DEV, ImageChoice.parse(tag), context())));
        }

        private static RollbackRequest rollback() {
            return new RollbackRequest(
                    DEV, RollbackTarget.before(), ExpectedCurrent.anything(), new Reason("it broke"), false, context());
        }

        private void decided(ReleaseOutcome outcome) {
            if (outcome instanceof ReleaseOutcome.Updated) {
                pushedAtDecision = pushed.size();
            }
        }

        private void look(Step step) {
            var before = world.running();
            core(step)
                    .automation()
                    .update(AutomationRequest.of(
                            DEV, null, RequestContext.ofAutomation(Trigger.RELEASE_CONTROLLER, false)));
            var after = world.running();
            if (before.isEmpty() || before.equals(after)) {
                return;
            }
            var taken = after.orElseThrow();
            assertThat(pushed.indexOf(taken))
                    .as("an image that was pushed after the last decision of a person")
                    .isGreaterThanOrEqualTo(pushedAtDecision);
            var replaced = times.get(before.get());
            if (replaced != null && !before.get().equals(imageOfIndex.get(taken))) {
                assertThat(times.get(taken)).as("newer than the replaced image").isAfter(replaced);
            }
        }
    }
}
