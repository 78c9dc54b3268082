// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits before another attempt, and measures how long attempts take; injected, so that tests need not wait. */
@FunctionalInterface
public interface Sleeper {
    void sleep(Duration duration);

    /**
     * The time since an arbitrary moment, by a clock that nobody can set. Only the difference of two results has a
     * meaning.
     */
    default Duration elapsed() {
        return Duration.ofNanos(System.nanoTime());
    }

    /**
     * Measures by another clock, for simulated time.
     *
     * @param sleep moves the clock on
     */
    static Sleeper of(Clock clock, Consumer<Duration> sleep) {
        return new Sleeper() {
            @Override
            public void sleep(Duration duration) {
                sleep.accept(duration);
            }

            @Override
            public Duration elapsed() {
                return Duration.between(Instant.EPOCH, clock.instant());
            }
        };
    }

    /**
     * Lets the calling thread sleep. An interrupt does not shorten the wait of a second or two, because this thread may
     * be writing the changes of other callers; the interrupt flag is restored afterwards.
     */
    static Sleeper ofThread() {
        return duration -> {
            boolean interrupted = false;
            long end = System.nanoTime() + duration.toNanos();
            for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
                try {
                    TimeUnit.NANOSECONDS.sleep(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
