// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.wiring;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads for the releases of one poll, so that releases share a push. Idle threads end. */
final class RegistryWorkers implements Executor {
    private static final int THREADS = 32;
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor pool = new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                var thread = new Thread(task, "idp-reconcile");
                thread.setDaemon(true);
                return thread;
            });

    RegistryWorkers() {
        pool.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }
}
