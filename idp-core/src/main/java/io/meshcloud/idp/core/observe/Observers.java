// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.observe;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.spi.observe.Event;
import io.meshcloud.idp.spi.observe.Event.Outcome;
import io.meshcloud.idp.spi.observe.Observer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The observers of a process. Handing over an event takes constant time and never fails or blocks: each observer has a
 * bounded queue and a thread of its own, and an event that does not fit into the queue is counted and dropped. Without
 * observers, no event is made. Safe for use by many threads.
 */
public final class Observers {
    /** No observers. */
    public static final Observers NONE = new Observers(List.of(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    /** The most events that wait for one observer. */
    static final int MAX_WAITING = 1024;

    /** A thread without events ends after this time, so an IdpCore need not be closed. */
    private static final long IDLE_SECONDS = 10;

    private final List<Mailbox> mailboxes;
    private final Clock clock;

    /** The environments in which the last outcome of automation was not good. */
    private final Map<EnvironmentAddress, Trouble> troubles = new ConcurrentHashMap<>();

    /**
     * @param clock the time of events
     */
    public Observers(Collection<Observer> observers, Clock clock) {
        this.mailboxes = observers.stream().map(Mailbox::new).toList();
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** Whether there are no observers, so that nothing needs to be collected for an event. */
    public boolean isEmpty() {
        return mailboxes.isEmpty();
    }

    /**
     * @param event makes the event that happened at this time
     */
    public void observe(Function<Instant, Event> event) {
        if (!isEmpty()) {
            var made = event.apply(clock.instant());
            mailboxes.forEach(mailbox -> mailbox.add(made));
        }
    }

    /**
     * The outcome of automation in an environment; an event if it is another one than before.
     *
     * @param problem absent if there is none
     */
    public void outcome(EnvironmentAddress address, Outcome outcome, @Nullable Problem problem) {
        if (isEmpty()) {
            return;
        }
        var code = Optional.ofNullable(problem).map(Problem::code).orElse(null);
        var now = outcome == Outcome.GOOD ? null : new Trouble(outcome, code);
        // The event is handed over before another thread can report the next outcome of this environment.
        troubles.compute(address, (same, before) -> {
            if (!Objects.equals(before, now)) {
                observe(at -> new Event.OutcomeChanged(at, address, outcome, problem));
            }
            return now;
        });
    }

    /** Ends the trouble of all other environments: automation no longer looks at them. */
    public void onlyAutomatic(Collection<EnvironmentAddress> addresses) {
        for (var address : troubles.keySet()) {
            if (!addresses.contains(address)) {
                outcome(address, Outcome.GOOD, null);
            }
        }
    }

    /** An outcome without the words of its problem, which may differ each time. */
    private record Trouble(Outcome outcome, @Nullable ProblemCode code) {}

    /** The waiting events of one observer. */
    private static final class Mailbox {
        private final Observer observer;
        private final ThreadPoolExecutor thread;
        private final AtomicLong missed = new AtomicLong();

        private Mailbox(Observer observer) {
            this.observer = Objects.requireNonNull(observer, "observer");
            thread = new ThreadPoolExecutor(
                    1,
                    1,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(MAX_WAITING),
                    Mailbox::daemon,
                    (event, full) -> missed.incrementAndGet());
            thread.allowCoreThreadTimeOut(true);
        }

        private static Thread daemon(Runnable work) {
            var thread = new Thread(work, "idp-observer");
            thread.setDaemon(true);
            return thread;
        }

        private void add(Event event) {
            try {
                thread.execute(() -> deliver(event));
            } catch (RuntimeException | Error e) {
                // For example, no thread can be started.
                missed.incrementAndGet();
            }
        }

        private void deliver(Event event) {
            long events = missed.getAndSet(0);
            if (events > 0) {
                observe(new Event.Missed(event.at(), events));
            }
            observe(event);
        }

        private void observe(Event event) {
            try {
                observer.observe(event);
            } catch (RuntimeException | Error e) {
                // A failure of an observer concerns only itself; it has no other way to report the failure.
            }
        }
    }
}
