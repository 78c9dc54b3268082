// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.config;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets requests begin within the {@link RegistryLimits} of a registry, in their order. Safe for use by many threads.
 */
public final class RequestThrottle {
    private final Semaphore free;
    private final long interval;
    private final LongSupplier nanoTime;
    private long next;

    /** How to wait. */
    @FunctionalInterface
    public interface Waiting {
        void sleep(Duration time) throws InterruptedException;
    }

    RequestThrottle(RegistryLimits limits, LongSupplier nanoTime) {
        this.free = new Semaphore(limits.atOnce(), true);
        this.interval = limits.perSecond() == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / limits.perSecond();
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    /** Waits until a request may begin; {@link #leave} must follow. */
    public void enter(Waiting waiting) throws InterruptedException {
        free.acquire();
        boolean entered = false;
        try {
            var delay = reserve();
            if (!delay.isZero()) {
                waiting.sleep(delay);
            }
            entered = true;
        } finally {
            if (!entered) {
                free.release();
            }
        }
    }

    /** Ends a request that has begun. */
    public void leave() {
        free.release();
    }

    private synchronized Duration reserve() {
        long now = nanoTime.getAsLong();
        long delay = Math.max(0, next - now);
        next = now + delay + interval;
        return Duration.ofNanos(delay);
    }
}
