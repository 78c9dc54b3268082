// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.fault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that skips the waits between attempts, so that a timeout of a minute takes no minute. */
final class SkippedTime extends Clock {
    private final Clock system = Clock.systemUTC();
    private final AtomicReference<Duration> skipped = new AtomicReference<>(Duration.ZERO);
    private volatile Runnable meanwhile = () -> {};

    /** A wait that takes no time. */
    void skip(Duration duration) {
        advance(duration);
        meanwhile.run();
    }

    void advance(Duration duration) {
        skipped.accumulateAndGet(duration, Duration::plus);
    }

    /** What happens during each wait from now on. */
    void meanwhile(Runnable action) {
        meanwhile = action;
    }

    @Override
    public Instant instant() {
        return system.instant().plus(skipped.get());
    }

    @Override
    public ZoneId getZone() {
        return system.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(instant(), zone);
    }
}
