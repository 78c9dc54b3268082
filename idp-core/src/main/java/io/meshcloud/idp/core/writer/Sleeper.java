// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.writer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits before another attempt; injected, so that tests need not wait. */
@FunctionalInterface
public interface Sleeper {
    void sleep(Duration duration);

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
