// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.observe.Event;
import io.meshcloud.idp.spi.observe.Event.Outcome;
import io.meshcloud.idp.spi.observe.Observer;
import io.meshcloud.idp.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObserversTest {
    private static final Instant NOON = Instant.parse("2026-10-01T12:00:00Z");
    private static final EnvironmentAddress DEV = EnvironmentAddress.parse("likvid/hello-api/dev");
    private static final EnvironmentAddress PROD = EnvironmentAddress.parse("likvid/hello-api/prod");
    private static final Problem DOWN = problem(ProblemCode.REGISTRY_UNREACHABLE, "down");

    private final MutableClock clock = new MutableClock(NOON);
    private final BlockingQueue<Event> seen = new LinkedBlockingQueue<>();
    private final CountDownLatch stuck = new CountDownLatch(1);

    @AfterEach
    void releaseTheStuckObserver() {
        stuck.countDown();
    }

    private static Problem problem(ProblemCode code, String what) {
        return Problem.of(code, what, "registry.example.org", "wait");
    }

    private Observers observers(Observer... observers) {
        return new Observers(List.of(observers), clock);
    }

    private static void poll(Observers observers, int environments) {
        observers.observe(at -> new Event.Polled(at, Duration.ZERO, environments, 0, null));
    }

    private static int environments(Event event) {
        return ((Event.Polled) event).environments();
    }

    private Event next() throws InterruptedException {
        var event = seen.poll(1, TimeUnit.MINUTES);
        assertThat(event).as("no event within a minute").isNotNull();
        return event;
    }

    private void blockUntilReleased(CountDownLatch reached) {
        reached.countDown();
        try {
            stuck.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void events_arrive_in_their_order_with_their_time() throws InterruptedException {
        var observers = observers(seen::add);
        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofSeconds(1));
            poll(observers, i);
        }

        for (int i = 0; i < 100; i++) {
            var event = next();
            assertThat(environments(event)).isEqualTo(i);
            assertThat(event.at()).isEqualTo(NOON.plusSeconds(i + 1));
        }
    }

    @Test
    void an_observer_that_throws_gets_the_next_event_and_does_not_stop_others() throws InterruptedException {
        var tried = new LinkedBlockingQueue<Event>();
        var observers = observers(
                event -> {
                    tried.add(event);
                    throw new IllegalStateException("broken");
                },
                event -> {
                    throw new StackOverflowError();
                },
                seen::add);

        poll(observers, 1);
        poll(observers, 2);

        assertThat(environments(next())).isEqualTo(1);
        assertThat(environments(next())).isEqualTo(2);
        assertThat(tried.poll(1, TimeUnit.MINUTES)).isNotNull();
        assertThat(tried.poll(1, TimeUnit.MINUTES)).isNotNull();
    }

    @Test
    void an_observer_that_blocks_delays_neither_callers_nor_other_observers() throws InterruptedException {
        var reached = new CountDownLatch(1);
        var observers = observers(event -> blockUntilReleased(reached), seen::add);

        poll(observers, 0);
        reached.await();
        for (int i = 1; i < 3 * Observers.MAX_WAITING; i++) {
            poll(observers, i);
            if (i % 100 == 0) {
                // The observer that works keeps up.
                assertThat(seen.poll(1, TimeUnit.MINUTES)).isNotNull();
            }
        }

        assertThat(next()).isNotNull();
    }

    @Test
    void an_observer_learns_how_many_events_did_not_fit_into_its_queue() throws InterruptedException {
        var reached = new CountDownLatch(1);
        var observers = observers(event -> {
            if (reached.getCount() > 0) {
                blockUntilReleased(reached);
            }
            seen.add(event);
        });
        poll(observers, 0);
        reached.await();

        for (int i = 1; i <= Observers.MAX_WAITING + 7; i++) {
            poll(observers, i);
        }
        stuck.countDown();

        assertThat(environments(next())).isEqualTo(0);
        assertThat(next())
                .isInstanceOfSatisfying(
                        Event.Missed.class,
                        missed -> assertThat(missed.events()).isEqualTo(7));
        for (int i = 1; i <= Observers.MAX_WAITING; i++) {
            assertThat(environments(next())).isEqualTo(i);
        }
        poll(observers, -1);
        assertThat(environments(next())).as("reported once").isEqualTo(-1);
    }

    @Test
    void without_observers_no_event_is_made() {
        observers().observe(at -> {
            throw new AssertionError("made for nobody");
        });
    }

    @Test
    void a_thread_of_an_observer_does_not_keep_the_process_alive() throws InterruptedException {
        var threads = new LinkedBlockingQueue<Thread>();
        poll(observers(event -> threads.add(Thread.currentThread())), 1);

        assertThat(threads.poll(1, TimeUnit.MINUTES))
                .satisfies(thread -> assertThat(thread.isDaemon()).isTrue());
    }

    @Test
    void an_outcome_that_repeats_a_thousand_times_causes_one_event_and_its_end_another() throws InterruptedException {
        var observers = observers(seen::add);
        for (int i = 0; i < 1000; i++) {
            observers.outcome(DEV, Outcome.FAILED, problem(ProblemCode.REGISTRY_UNREACHABLE, "attempt " + i));
        }
        for (int i = 0; i < 1000; i++) {
            observers.outcome(DEV, Outcome.GOOD, null);
        }
        poll(observers, 0);

        assertThat(outcomesBeforePoll()).containsExactly("likvid/hello-api/dev FAILED", "likvid/hello-api/dev GOOD");
    }

    @Test
    void another_problem_is_another_outcome() throws InterruptedException {
        var observers = observers(seen::add);
        observers.outcome(DEV, Outcome.FAILED, DOWN);
        observers.outcome(DEV, Outcome.FAILED, problem(ProblemCode.REGISTRY_FAULT, "nonsense"));
        observers.outcome(DEV, Outcome.HELD, null);
        observers.outcome(DEV, Outcome.HELD, null);
        poll(observers, 0);

        assertThat(outcomesBeforePoll())
                .containsExactly(
                        "likvid/hello-api/dev FAILED", "likvid/hello-api/dev FAILED", "likvid/hello-api/dev HELD");
    }

    @Test
    void the_trouble_of_an_environment_ends_when_automation_no_longer_looks_at_it() throws InterruptedException {
        var observers = observers(seen::add);
        observers.outcome(DEV, Outcome.FAILED, DOWN);
        observers.outcome(PROD, Outcome.FAILED, DOWN);

        observers.onlyAutomatic(Set.of(PROD));
        observers.onlyAutomatic(Set.of(PROD));
        poll(observers, 0);

        assertThat(outcomesBeforePoll())
                .containsExactly(
                        "likvid/hello-api/dev FAILED", "likvid/hello-api/prod FAILED", "likvid/hello-api/dev GOOD");
    }

    private List<String> outcomesBeforePoll() throws InterruptedException {
        var outcomes = new ArrayList<String>();
        for (var event = next(); event instanceof Event.OutcomeChanged changed; event = next()) {
            outcomes.add(changed.address() + " " + changed.outcome());
            assertThat(changed.problem())
                    .satisfies(problem ->
                            assertThat(isNeeded(changed.outcome(), problem)).isTrue());
        }
        return outcomes;
    }

    private static boolean isNeeded(Outcome outcome, @Nullable Problem problem) {
        return (outcome == Outcome.FAILED) == (problem != null);
    }
}
