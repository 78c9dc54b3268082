// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.automation;

import java.util.HashSet;
import java.util.Set;

/**
 * The work of one poll in several threads. A stop skips what has not begun, and interrupts what runs: it then ends its
 * wait for a registry, but not a push. Safe for use by many threads.
 */
final class StoppableWork {
    private final Thread owner = Thread.currentThread();

    /** Guarded by this, as {@link #stopped}, so that no thread is interrupted after its work. */
    private final Set<Thread> running = new HashSet<>();

    private boolean stopped;

    /**
     * Does a piece of the work in this thread.
     *
     * @param skipped runs instead after a stop
     */
    void run(Runnable work, Runnable skipped) {
        if (!begin()) {
            skipped.run();
            return;
        }
        try {
            work.run();
        } finally {
            end();
        }
    }

    private synchronized boolean begin() {
        return !stopped && running.add(Thread.currentThread());
    }

    private synchronized void end() {
        var thread = Thread.currentThread();
        running.remove(thread);
        if (stopped && thread != owner) {
            // The interrupt was meant for this work only; the thread is used again.
            var unused = Thread.interrupted();
        }
    }

    synchronized void stop() {
        if (!stopped) {
            stopped = true;
            running.forEach(Thread::interrupt);
        }
    }

    synchronized boolean isStopped() {
        return stopped;
    }
}
