// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.bulkhead;

import io.meshcloud.idp.contract.problem.IdpException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One question to a host, in another thread, so that its caller can continue after the deadline. */
final class RegistryCall<T> {
    private final String host;
    private final Duration limit;
    private final AtomicInteger unanswered;
    private final Supplier<T> work;
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    /** The thread that asks; null before it starts and after it ends. Guarded by this. */
    private @Nullable Thread thread;

    private boolean isEnded;
    private boolean isLeft;

    /**
     * @param unanswered counts the questions to the host that passed their deadline and still run
     */
    RegistryCall(String host, Duration limit, AtomicInteger unanswered, Supplier<T> work) {
        this.host = host;
        this.limit = limit;
        this.unanswered = unanswered;
        this.work = work;
    }

    /** Asks; called once, before {@link #answer()}. */
    RegistryCall<T> start(Deadline deadline, Executor threads) {
        deadline.start(host, answer, limit);
        threads.execute(this::run);
        return this;
    }

    private void run() {
        begin();
        try {
            if (!answer.isCancelled()) {
                answer.complete(work.get());
            }
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        thread = Thread.currentThread();
    }

    private synchronized void end() {
        thread = null;
        isEnded = true;
        if (isLeft) {
            unanswered.decrementAndGet();
            // The interrupt was meant for this question only; the thread is used again for others.
            var unused = Thread.interrupted();
        }
    }

    /**
     * Waits for the answer. An interrupt ends the wait, and the question; the interrupt flag stays set.
     *
     * @throws IdpException the failure of the question, or that there was no answer in time
     */
    T answer() {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            // From now on, the question's answers are ignored.
            answer.cancel(false);
            leave();
            Thread.currentThread().interrupt();
            throw BoundedRegistries.stopped(host).asException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IdpException failure) {
                throw failure;
            }
            if (e.getCause() instanceof TimeoutException) {
                leave();
                throw BoundedRegistries.noAnswer(host, limit).asException(e);
            }
            throw new CompletionException(e.getCause());
        }
    }

    private synchronized void leave() {
        if (isEnded) {
            return;
        }
        isLeft = true;
        unanswered.incrementAndGet();
        if (thread != null) {
            thread.interrupt();
        }
    }
}
