// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.history;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.git.cache.Cache;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Repository;

/**
 * Limits how many walks of history run at once, because each needs memory in proportion to the commits that it passes.
 * The others wait in turn. A walk that a visitor starts is part of the walk that called the visitor. Thread-safe.
 */
public final class WalkLimit {
    /** Few enough for a small heap. More would not be faster on a machine with few processors. */
    private static final int MIN_WALKS = 4;

    /** Long enough for the walks of many callers through a long history. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Semaphore permits;
    private final Duration patience;
    private final Set<Thread> walking = ConcurrentHashMap.newKeySet();

    /** One walk for each processor, and at least four. */
    public WalkLimit() {
        this(Math.max(MIN_WALKS, Runtime.getRuntime().availableProcessors()), PATIENCE);
    }

    WalkLimit(int walks, Duration patience) {
        this.permits = new Semaphore(walks, true);
        this.patience = patience;
    }

    /**
     * Walks on the calling thread.
     *
     * @throws IdpException {@link ProblemCode#CACHE_BROKEN} after ten minutes of waiting for other walks, or if the
     *     thread is interrupted, whose interrupt flag stays set
     */
    public <T> T walk(Repository repository, Cache.Work<T> walk) throws IOException {
        if (!walking.add(Thread.currentThread())) {
            return walk.on(repository);
        }
        try {
            acquire(repository);
            try {
                return walk.on(repository);
            } finally {
                permits.release();
            }
        } finally {
            walking.remove(Thread.currentThread());
        }
    }

    private void acquire(Repository repository) {
        boolean interrupted = false;
        try {
            if (permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interrupted = true;
        }
        throw Problem.of(
                        ProblemCode.CACHE_BROKEN,
                        interrupted
                                ? "waiting for other reads of history was interrupted: idp is being stopped"
                                : "other reads of history have been running for " + patience.toSeconds() + " seconds",
                        String.valueOf(repository.getDirectory()),
                        "try again; nothing was changed")
                .asException();
    }
}
