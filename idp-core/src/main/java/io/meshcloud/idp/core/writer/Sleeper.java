package io.meshcloud.idp.core.writer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits before another attempt; given from outside, so that a test need not wait. */
@FunctionalInterface
public interface Sleeper {
    void sleep(Duration duration);

    /**
     * Lets the calling thread sleep. An interruption does not shorten the wait, which is a second or two, and is kept
     * for the caller: others' changes may hang on this thread.
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
