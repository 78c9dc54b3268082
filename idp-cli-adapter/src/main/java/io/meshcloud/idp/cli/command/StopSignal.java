// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the work of the current thread when the process is asked to end (Ctrl-C, SIGTERM): it interrupts the thread and
 * waits a while for the work to be closed, so that its result is printed. Java then ends the process.
 */
final class StopSignal implements AutoCloseable {
    /** Kubernetes and systemd wait longer before they kill a process. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(20);

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "idp-stop");

    /** For the signals of this process. */
    static StopSignal ofProcess() {
        var signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** Interrupts the thread, and returns when its work is closed. */
    void stop() {
        worker.interrupt();
        try {
            var unused = closed.await(MAX_WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** After the result was printed. */
    @Override
    public void close() {
        closed.countDown();
        try {
            var unused = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is being ended, and the hook has run.
        }
    }
}
