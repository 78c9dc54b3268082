// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The work of one poll in several threads. A stop skips what has not begun, and interrupts the threads that wait for a
 * registry, but none that writes: it may write for others, too. Safe for use by many threads.
 */
final class StoppableWork {
    private final Thread owner = Thread.currentThread();

    /** Guarded by this, as {@link #stopped}, so that no thread is interrupted after its wait. */
    private final Set<Thread> waiting = new HashSet<>();

    private boolean stopped;

    /** Waits for a registry in this thread, until the stop at the latest. */
    <T> T await(Supplier<T> answer) {
        begin();
        try {
            return answer.get();
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        waiting.add(Thread.currentThread());
        if (stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void end() {
        var thread = Thread.currentThread();
        waiting.remove(thread);
        if (stopped && thread != owner) {
            // The interrupt was meant for this wait only.
            var unused = Thread.interrupted();
        }
    }

    synchronized void stop() {
        if (!stopped) {
            stopped = true;
            waiting.forEach(Thread::interrupt);
        }
    }

    synchronized boolean isStopped() {
        return stopped;
    }
}
