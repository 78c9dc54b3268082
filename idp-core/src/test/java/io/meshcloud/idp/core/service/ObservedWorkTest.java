// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.service;

import static io.meshcloud.idp.core.service.World.DEV;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.image.Tag;
import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.core.IdpCore;
import io.meshcloud.idp.core.image.ImageChoice;
import io.meshcloud.idp.core.release.ReleaseOutcome;
import io.meshcloud.idp.core.release.ReleaseRequest;
import io.meshcloud.idp.core.writer.Sleeper;
import io.meshcloud.idp.spi.caller.Trigger;
import io.meshcloud.idp.spi.observe.Event;
import io.meshcloud.idp.spi.observe.Event.Outcome;
import io.meshcloud.idp.spi.observe.Event.PushResult;
import io.meshcloud.idp.spi.observe.Observer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The events that observers get to know about releases, pushes and polls. */
class ObservedWorkTest {
    private static final Problem DOWN =
            Problem.of(ProblemCode.REGISTRY_UNREACHABLE, "the registry is down", "registry.example.org", "wait");

    private final World world = World.withDev();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final IdpCore core = observed(events::add);

    @AfterEach
    void releaseTheStuckObserver() {
        stuck.countDown();
    }

    private IdpCore observed(Observer... observers) {
        var builder = IdpCore.builder(world.state, world.registry, world.registry, world.clock)
                .sleeper(Sleeper.of(world.clock, world.clock::advance))
                .random(new Random(3));
        List.of(observers).forEach(builder::observer);
        return builder.build();
    }

    private ReleaseOutcome release(String tag) {
        return core.releases().release(ReleaseRequest.of(DEV, ImageChoice.parse(tag), World.context()));
    }

    private void poll() {
        core.reconciliation().reconcile(false, (done, all) -> {});
    }

    private void automate() {
        world.settings("releases:\n  deployOnPush: true");
    }

    private Event next() throws InterruptedException {
        var event = events.poll(1, TimeUnit.MINUTES);
        assertThat(event).as("no event within a minute").isNotNull();
        return event;
    }

    /** The events up to the end of a poll, which is the last one. */
    private List<Event> untilPolled() throws InterruptedException {
        var found = new ArrayList<Event>();
        do {
            found.add(next());
        } while (!(found.get(found.size() - 1) instanceof Event.Polled));
        return found;
    }

    @Test
    void a_release_is_a_push_and_a_released_image() throws InterruptedException {
        var digest = world.push("1.0.0");
        world.state.beforeNextCommit(() -> world.clock.advance(Duration.ofSeconds(3)));

        var outcome = (ReleaseOutcome.Updated) release("1.0.0");

        assertThat(next()).isInstanceOfSatisfying(Event.Pushed.class, pushed -> {
            assertThat(pushed.changes()).isEqualTo(1);
            assertThat(pushed.result()).isEqualTo(PushResult.COMMITTED);
            assertThat(pushed.took()).isEqualTo(Duration.ofSeconds(3));
        });
        assertThat(next()).isInstanceOfSatisfying(Event.Released.class, released -> {
            assertThat(released.address()).isEqualTo(DEV);
            assertThat(released.image().optionalDigest()).contains(digest);
            assertThat(released.trigger()).isEqualTo(Trigger.CLI);
            assertThat(released.commit()).isEqualTo(outcome.commits().get(0));
            assertThat(released.pushed()).as("only a build time is known").isNull();
        });
    }

    @Test
    void the_time_of_the_push_is_known_where_the_registry_says_it() throws InterruptedException {
        automate();
        world.registry.orderByPushes();
        world.push("1.0.0");
        var pushed = world.clock.instant();
        world.registry.pushedAt(World.repository("dev"), Tag.parse("1.0.0"), pushed);
        world.clock.advance(Duration.ofSeconds(40));

        poll();

        var released = (Event.Released) untilPolled().get(1);
        assertThat(released.pushed()).isEqualTo(pushed);
        assertThat(Duration.between(released.pushed(), released.at())).isEqualTo(Duration.ofSeconds(40));
        assertThat(released.trigger().isAutomation()).isTrue();
    }

    @Test
    void a_conflict_says_how_many_changes_are_decided_again() throws InterruptedException {
        world.push("1.0.0");
        core.writer().fetch();
        world.state.foreignCommit("elsewhere", Map.of("elsewhere/file", Bytes.utf8("theirs")));

        assertThat(release("1.0.0")).isInstanceOf(ReleaseOutcome.Updated.class);

        assertThat(next()).isInstanceOfSatisfying(Event.Pushed.class, pushed -> {
            assertThat(pushed.changes()).isEqualTo(1);
            assertThat(pushed.result()).isEqualTo(PushResult.CONFLICT);
        });
        assertThat(((Event.Pushed) next()).result()).isEqualTo(PushResult.COMMITTED);
        assertThat(next()).isInstanceOf(Event.Released.class);
    }

    @Test
    void a_registry_that_fails_in_many_polls_is_one_event_and_its_end_is_one() throws InterruptedException {
        automate();
        world.push("1.0.0");
        poll();
        untilPolled();

        world.registry.failWith(DOWN);
        poll();
        assertThat(untilPolled()).hasSize(2).first().isInstanceOfSatisfying(Event.OutcomeChanged.class, changed -> {
            assertThat(changed.address()).isEqualTo(DEV);
            assertThat(changed.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(changed.problem()).isNotNull();
        });
        for (int i = 0; i < 20; i++) {
            poll();
            assertThat(untilPolled()).singleElement().isInstanceOfSatisfying(Event.Polled.class, polled -> {
                assertThat(polled.environments()).isEqualTo(1);
                assertThat(polled.failed()).isEqualTo(1);
                assertThat(polled.problem()).isNull();
            });
        }

        world.registry.recover();
        poll();
        assertThat(untilPolled())
                .hasSize(2)
                .first()
                .isInstanceOfSatisfying(
                        Event.OutcomeChanged.class,
                        changed -> assertThat(changed.outcome()).isEqualTo(Outcome.GOOD));
        poll();
        assertThat(untilPolled())
                .singleElement()
                .isInstanceOfSatisfying(
                        Event.Polled.class,
                        polled -> assertThat(polled.failed()).isZero());
    }

    @Test
    void a_stop_holds_environments_until_it_ends() throws InterruptedException {
        world.settings("releases:\n  deployOnPush: true\n  stopped: incident 42");
        world.push("1.0.0");
        poll();
        assertThat(((Event.OutcomeChanged) untilPolled().get(0)).outcome()).isEqualTo(Outcome.HELD);

        automate();
        poll();
        assertThat(untilPolled())
                .filteredOn(Event.OutcomeChanged.class::isInstance)
                .singleElement()
                .satisfies(event ->
                        assertThat(((Event.OutcomeChanged) event).outcome()).isEqualTo(Outcome.GOOD));
    }

    @Test
    void a_poll_that_looks_at_nothing_says_why() throws InterruptedException {
        world.breakSettings();

        assertThatThrownBy(this::poll).isInstanceOf(IdpException.class);

        assertThat(next()).isInstanceOfSatisfying(Event.Polled.class, polled -> {
            assertThat(polled.environments()).isZero();
            assertThat(polled.problem()).isNotNull();
            assertThat(polled.problem().code()).isEqualTo(ProblemCode.PLATFORM_BROKEN);
        });
    }

    @Test
    void a_stopped_poll_causes_no_event_and_ends_no_trouble() throws InterruptedException {
        automate();
        world.push("1.0.0");
        world.registry.failWith(DOWN);
        poll();
        assertThat(untilPolled()).hasSize(2);

        world.state.beforeNextSnapshot(() -> Thread.currentThread().interrupt());
        poll();
        assertThat(Thread.interrupted()).isTrue();

        poll();
        assertThat(untilPolled()).singleElement().isInstanceOf(Event.Polled.class);
    }

    @Test
    void a_dry_run_causes_no_event() {
        automate();
        world.push("1.0.0");

        core.reconciliation().reconcile(true, (done, all) -> {});

        assertThat(events).isEmpty();
    }

    @Test
    void observers_that_throw_or_block_do_not_affect_releases() throws InterruptedException {
        var reached = new CountDownLatch(1);
        var burdened = observed(
                event -> {
                    throw new IllegalStateException("broken");
                },
                event -> {
                    reached.countDown();
                    try {
                        stuck.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                events::add);
        for (int i = 0; i < 3; i++) {
            var tag = "1." + i + ".0";
            world.push(tag);
            assertThat(burdened.releases().release(ReleaseRequest.of(DEV, ImageChoice.parse(tag), World.context())))
                    .isInstanceOf(ReleaseOutcome.Updated.class);
        }

        reached.await();
        for (int i = 0; i < 3; i++) {
            assertThat(next()).isInstanceOf(Event.Pushed.class);
            assertThat(next()).isInstanceOf(Event.Released.class);
        }
    }
}
